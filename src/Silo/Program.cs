using Thresher.Quarantine;
using Thresher.Silo.Startup;

return args is [ParserTrialProgram.Argument] ? await ParserTrialProgram.RunAsync() : await SiloProgram.RunAsync(args);
