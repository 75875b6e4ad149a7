using Thresher.Client.CommandLine;

return await CommandRunner.RunAsync(args, Console.Out, Console.Error);
