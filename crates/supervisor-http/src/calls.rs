//! Carrying calls out: each asks the backend and writes what it answered.

use bytes::Bytes;
use supervisor_api::{Action, Backend, Fault, LogRead};
use supervisor_xmlrpc::{Call, Query, Request, Writer, refuse_if_stopping, resolve};
use tokio::task::yield_now;

use crate::access::Access;
use crate::app::App;
use crate::cache::Moment;
use crate::time::{SystemZone, now};

impl<B: Backend> App<B> {
    /// Carries a call out and encodes the answer.
    pub(crate) async fn answer(&self, by: &Access, call: &Call) -> Result<Bytes, Fault> {
        let request = resolve(call, &self.settings.namespaces)?;
        if request == Request::Query(Query::AllProcessInfo) {
            return self.all_process_info().await;
        }
        let mut writer = Writer::for_response();
        match request {
            Request::Multicall(calls) => self.multicall(by, calls, &mut writer).await,
            other => self.single(by, other, &mut writer).await?,
        }
        Ok(writer.finish_response().into())
    }

    /// Carries several calls out, one after the other; if the client leaves, the rest is dropped
    /// with this future.
    async fn multicall(&self, by: &Access, calls: Vec<Result<Call, Fault>>, writer: &mut Writer) {
        writer.begin_array();
        for call in calls {
            let request = call.and_then(|call| resolve(&call, &self.settings.namespaces));
            let result = match request {
                Ok(request) => self.single(by, request, writer).await,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = result {
                writer.fault_struct(&fault);
            }
            // Many calls that need not wait must not keep everybody else waiting.
            yield_now().await;
        }
        writer.end_array();
    }

    /// Carries one call out and writes its value; on a fault nothing is written.
    async fn single(
        &self,
        by: &Access,
        request: Request,
        writer: &mut Writer,
    ) -> Result<(), Fault> {
        match request {
            Request::Known(value) => {
                writer.value(&value);
                Ok(())
            }
            Request::Query(query) => self.query(&query, writer).await,
            Request::Act(action) => self.carry_out(by, action, writer).await,
            Request::Read(read) => self.read(read, writer).await,
            Request::Refused(refusal) => {
                let snapshot = self.backend.snapshot().await;
                Err(refusal.judge(&snapshot))
            }
            Request::Multicall(_) => {
                unreachable!("a multicall inside a multicall is a fault among its entries")
            }
        }
    }

    async fn query(&self, query: &Query, writer: &mut Writer) -> Result<(), Fault> {
        let snapshot = self.backend.snapshot().await;
        refuse_if_stopping(&snapshot)?;
        query.write(&snapshot, now(), &SystemZone::read(), writer)
    }

    async fn carry_out(
        &self,
        by: &Access,
        action: Action,
        writer: &mut Writer,
    ) -> Result<(), Fault> {
        let reply = self.act(by, action).await?;
        writer.reply(&reply);
        Ok(())
    }

    async fn read(&self, read: LogRead, writer: &mut Writer) -> Result<(), Fault> {
        refuse_if_stopping(&*self.backend.snapshot().await)?;
        let rule = read.rule;
        let slice = self.backend.read(read).await?;
        writer.log_slice(rule, &slice);
        Ok(())
    }

    /// Answers what most clients poll for from the cache.
    async fn all_process_info(&self) -> Result<Bytes, Fault> {
        let snapshot = self.backend.snapshot().await;
        refuse_if_stopping(&snapshot)?;
        let now = now();
        let moment = Moment {
            revision: snapshot.revision,
            second: now.seconds(),
        };
        let mut result = Ok(());
        let bytes = self.cache.answer(moment, || {
            let mut writer = Writer::for_response();
            result = Query::AllProcessInfo.write(&snapshot, now, &SystemZone::read(), &mut writer);
            writer.finish_response().into()
        });
        result.map(|()| bytes)
    }
}
