// Drives a daemon through the package node-supervisord, which returns promises and talks TCP.
const { SupervisordClient } = require('node-supervisord');

const options = { username: 'me', password: 'secret' };
const client = new SupervisordClient(`http://127.0.0.1:${process.argv[2]}`, options);

async function show(method, ...parameters) {
    const told = await client[method](...parameters).catch((error) => [error.faultCode, error.faultString]);
    console.log(method, JSON.stringify(told));
}

async function main() {
    await show('getSupervisorVersion');
    await show('getIdentification');
    await show('getProcessInfo', 'web');
    await show('getAllConfigInfo');
    await show('signalProcess', 'web', 'WINCH');
    await show('stopProcessGroup', 'web', true);
    await show('startProcessGroup', 'web', true);
    await show('startProcess', 'nix');
    await show('clearAllProcessLogs');
    await show('multicall', [{ methodName: 'supervisor.getState' }, { methodName: 'nix' }]);
    await show('methodSignature', 'supervisor.startProcess');
}
main();
