using Thresher.Client.Commands;
using Thresher.Grains.Parsing;

return args is [IsolatedParseProgram.Argument]
    ? await IsolatedParseProgram.RunAsync()
    : await CommandRunner.RunAsync(args, Console.Out, Console.Error);
