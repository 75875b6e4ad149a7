using System.CommandLine;
using Thresher.Client.CommandLine;

namespace Thresher.Client.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <summary>The root command.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Crawls the web politely and loses nothing.")
        {
            CommonOptions.Data,
            CommonOptions.Cluster,
            CommonOptions.ClusterId,
            CommonOptions.Log,
            CrawlCommand.Create(),
            InitCommand.Create(),
            TryCommand.Create(),
            ExtractCommand.Create(),
            SeedCommand.Create(),
            StatusCommand.Create(),
            WatchCommand.Create(),
            HostsCommand.Create(),
            JobCommand.Create(),
            LogCommand.Create(),
            ExplainCommand.Create(),
            FailuresCommand.Create(),
            RetryCommand.Create(),
            PauseCommand.Create(),
            PauseCommand.CreateResume(),
            StopCommand.Create(),
            RemoveCommand.Create(),
            ExportCommand.Create(),
            VerifyCommand.Create(),
            DemoCommand.Create(),
        };
        HelpWithExamples.AddTo(root);
        return root;
    }
}
