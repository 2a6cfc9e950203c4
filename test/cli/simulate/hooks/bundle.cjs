module.exports.handler = async () => ({ hookStatus: 'SUCCEEDED', reason: 'from a CommonJS bundle' });
