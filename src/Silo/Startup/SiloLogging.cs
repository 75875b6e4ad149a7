using Microsoft.Extensions.Logging.Console;
using Thresher.Silo.Options;

namespace Thresher.Silo.Startup;

/// <summary>Logs events to standard output, one line each, in UTC; from libraries only warnings and errors.</summary>
internal static class SiloLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void Add(ILoggingBuilder logging, SiloOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel > LogLevel.Warning ? options.LogLevel : LogLevel.Warning);
        logging.AddFilter("Thresher", options.LogLevel);
        if (options.LogLevel > LogLevel.Debug)
        {
            // Orleans warns, with a stack trace each, of every probe and call that a dead silo or an absent database
            // does not answer. DeadOwnerRelease and DomainSweep report both once.
            logging.AddFilter("Orleans", LogLevel.Critical).AddFilter("Polly", LogLevel.None);
        }

        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = (Timestamp.TrimEnd(), true));
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = Timestamp;
                console.UseUtcTimestamp = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }
}
