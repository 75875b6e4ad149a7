using Microsoft.Extensions.Logging;
using Thresher.Storage;

namespace Thresher.Grains.Frontier;

/// <summary>What the domain grain logs.</summary>
public sealed partial class DomainGrain
{
    /// <summary>The store's own failures are reported once, by whoever wrote; each URL they leave is of interest to a debugger only.</summary>
    private void LogLost(string url, Exception failure) =>
        LogLost(failure is StoreException || !services.Ownership.Holds ? LogLevel.Debug : LogLevel.Warning, url, failure.Message);

    [LoggerMessage(Message = "Lost track of {Url}; it will be served again: {Reason}")]
    private partial void LogLost(LogLevel level, string url, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Domain} was acquired by another owner")]
    private partial void LogLostDomain(string domain);

    [LoggerMessage(Message = "{Domain}: {Step} failed and will be tried again: {Reason}")]
    private partial void LogStepFailed(LogLevel level, string domain, string step, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Domain}: its state could not be saved: {Reason}")]
    private partial void LogStateNotSaved(string domain, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Domain} stood still ({Activity}, in a step: {Stepping}, in flight: {Flights}) and is started anew")]
    private partial void LogStalled(string domain, string activity, bool stepping, int flights);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Domain} is no longer registered and has to be found again: {Reason}")]
    private partial void LogUnregistered(string domain, string reason);
}
