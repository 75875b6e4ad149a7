using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Thresher.Grains.States;

/// <summary>
/// Keeps grain state in Orleans' rows as <see cref="StateJson"/>. A state that cannot be read is reported in one line and
/// replaced by an empty one in the same row; otherwise the grain would never be active again.
/// </summary>
/// <param name="rows">Orleans' storage, with <see cref="StoredBytes.Serializer"/>.</param>
/// <param name="logger">Is told what could not be read.</param>
internal sealed partial class JsonStateStorage(IGrainStorage rows, ILogger<JsonStateStorage> logger) : IGrainStorage
{
    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = new GrainState<StoredBytes>();
        await rows.ReadStateAsync(stateName, grainId, row);
        grainState.State = row is { RecordExists: true, State: { } stored } ? Read<T>(stateName, grainId, stored.Bytes) : Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = RowOf(grainState, StateJson.Write(grainState.State));
        await rows.WriteStateAsync(stateName, grainId, row);
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = RowOf(grainState, []);
        await rows.ClearStateAsync(stateName, grainId, row);
        grainState.State = Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (row.ETag, row.RecordExists);
    }

    private static GrainState<StoredBytes> RowOf<T>(IGrainState<T> grainState, byte[] bytes) =>
        new(new StoredBytes { Bytes = bytes }, grainState.ETag) { RecordExists = grainState.RecordExists };

    private T Read<T>(string stateName, GrainId grainId, byte[] bytes)
    {
        try
        {
            return StateJson.Read<T>(bytes);
        }
        catch (JsonException failure)
        {
            LogUnreadable(stateName, grainId, failure.Message.ReplaceLineEndings(" "));
            return Activator.CreateInstance<T>();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state '{State}' of grain {Grain} cannot be read and begins anew, with a full delay before the next request: {Reason}")]
    private partial void LogUnreadable(string state, GrainId grain, string reason);
}
