using Thresher.Client.Commands;
using Thresher.Grains.Pages;

return args is [IsolatedParseProgram.Argument]
    ? await IsolatedParseProgram.RunAsync()
    : await CommandRunner.RunAsync(args, Console.Out, Console.Error);
