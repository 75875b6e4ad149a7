using Thresher.Client.CommandLine;
using Thresher.Quarantine;

return args is [ParserTrialProgram.Argument]
    ? await ParserTrialProgram.RunAsync()
    : await CommandRunner.RunAsync(args, Console.Out, Console.Error);
