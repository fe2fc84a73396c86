// Drives a daemon through the package supervisord, which takes callbacks and a Unix socket.
const supervisord = require('supervisord');

const client = supervisord.connect(`unix://${process.argv[2]}`);
const calls = [
    ['getAPIVersion'],
    ['getState'],
    ['getAllProcessInfo'],
    ['stopProcess', 'web', true],
    ['stopProcess', 'web', true],
    ['startProcess', 'web', true],
    ['startAllProcesses', true],
    ['tailProcessStdoutLog', 'echo', 0, 6],
    ['readProcessStderrLog', 'nix', 0, 0],
    ['reloadConfig'],
    ['listMethods'],
    ['sendProcessStdin', 'echo', 'grüße\n'],
];

function next() {
    const call = calls.shift();
    if (!call) {
        return;
    }
    const [method, ...parameters] = call;
    client[method](...parameters, (error, result) => {
        const fault = error && [error.faultCode, error.faultString];
        console.log(method, JSON.stringify(fault || result));
        next();
    });
}
next();
