//! Numbers for Prometheus.

use supervisor_api::{ProcessState, ProgramUsage, Sample, Usage, Wall};

use crate::harness::{Answer, Server, header};

async fn scrape(server: &Server, accept: &str) -> Answer {
    let request = format!("GET /metrics HTTP/1.1\r\nAccept: {accept}\r\n\r\n");
    server.ask(&request).await
}

fn assert_has(answer: &Answer, lines: &[&str]) {
    for line in lines {
        assert!(
            answer.body.lines().any(|known| known == *line),
            "{line} is not in {}",
            answer.body
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_scrape_tells_of_processes_logs_requests_and_the_loop() {
    let server = Server::start();
    server.daemon.happen("web", "web", ProcessState::Running);
    server.daemon.publish(Sample {
        at: Wall::from_seconds(1_795_617_470),
        programs: vec![ProgramUsage {
            group: "web".into(),
            process: "web".into(),
            usage: Usage {
                cpu_seconds: 1.5,
                resident_bytes: 4096,
                processes: 2,
                threads: 3,
                ..Usage::default()
            },
        }],
    });
    scrape(&server, "*/*").await;

    let answer = scrape(&server, "*/*").await;

    assert_eq!(
        header(&answer.head, "Content-Type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    assert_has(
        &answer,
        &[
            r#"supervisor_process_state{group="web",name="web"} 20"#,
            r#"supervisor_process_up{group="web",name="web"} 1"#,
            r#"supervisor_process_up{group="pair",name="one"} 0"#,
            r#"supervisor_process_wanted{group="web",name="web"} 0"#,
            r#"supervisor_process_restarts_total{group="web",name="web",reason="retry"} 0"#,
            r#"supervisor_process_start_time_seconds{group="web",name="web"} 1795617461"#,
            r#"supervisor_process_cpu_seconds_total{group="web",name="web"} 1.5"#,
            r#"supervisor_process_resident_memory_bytes{group="web",name="web"} 4096"#,
            r#"supervisor_process_tree_processes{group="web",name="web"} 2"#,
            r#"supervisor_process_log_bytes_total{group="web",name="web",channel="stdout"} 30"#,
            r#"supervisor_process_log_dropped_bytes_total{group="web",name="web",channel="stdout"} 4"#,
            r#"supervisor_processes{state="RUNNING"} 1"#,
            r#"supervisor_http_requests_total{route="metrics",status="200"} 1"#,
            r#"supervisor_loop_turn_seconds_bucket{le="0.005"} 1"#,
            "# TYPE supervisor_process_restarts_total counter",
        ],
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_names_of_known_exporters_are_kept() {
    let server = Server::start();
    server.daemon.happen("web", "web", ProcessState::Running);

    let answer = scrape(&server, "*/*").await;

    assert_has(
        &answer,
        &[
            "supervisord_up 1",
            r#"supervisor_process_info{name="web",group="web",state="RUNNING",exit_status="0"} 1"#,
            r#"supervisor_process_info{name="one",group="pair",state="STOPPED",exit_status="0"} 0"#,
            r#"node_supervisord_up{group="web",name="web"} 1"#,
            r#"node_supervisord_state{group="web",name="web"} 20"#,
            r#"node_supervisord_exit_status{group="web",name="web"} 0"#,
            r#"node_supervisord_start_time_seconds{group="web",name="web"} 1795617461"#,
        ],
    );
    let uptime = r#"supervisor_process_uptime{group="web",name="web"} "#;
    assert!(answer.body.contains(uptime), "{}", answer.body);
}

#[tokio::test(flavor = "current_thread")]
async fn open_metrics_are_answered_to_those_who_ask_for_them() {
    let server = Server::start();

    let answer = scrape(&server, "application/openmetrics-text; version=1.0.0").await;

    assert_eq!(
        header(&answer.head, "Content-Type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    assert_has(&answer, &["# TYPE supervisor_process_restarts counter"]);
    assert!(answer.body.ends_with("\n# EOF\n"));
}
