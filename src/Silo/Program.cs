using Thresher.Grains.Parsing;
using Thresher.Silo.Startup;

return args is [IsolatedParseProgram.Argument] ? await IsolatedParseProgram.RunAsync() : await SiloProgram.RunAsync(args);
