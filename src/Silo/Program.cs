using Thresher.Grains.Pages;
using Thresher.Silo.Startup;

return args is [IsolatedParseProgram.Argument] ? await IsolatedParseProgram.RunAsync() : await SiloProgram.RunAsync(args);
