using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thresher.Rendering.Protocol;

/// <summary>
/// The Chrome DevTools Protocol over a pair of pipes: JSON messages that end in a NUL. Whatever ends the connection fails
/// every call that waits, and all later ones. A message that is too long ends it too, so that no page costs more memory.
/// </summary>
internal sealed class DevToolsPipe : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private readonly Stream _toBrowser;
    private readonly Stream _fromBrowser;
    private readonly int _longest;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = [];
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _sessions = [];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastId;

    /// <summary>Begins to read.</summary>
    /// <param name="toBrowser">What the browser reads.</param>
    /// <param name="fromBrowser">What it writes.</param>
    /// <param name="longest">Bytes of a message at most.</param>
    public DevToolsPipe(Stream toBrowser, Stream fromBrowser, int longest)
    {
        (_toBrowser, _fromBrowser, _longest) = (toBrowser, fromBrowser, longest);
        _ = ReadAsync();
    }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes the events of a session, one after another; they must not wait for anything.</summary>
    public void Listen(string session, Action<string, JsonElement> onEvent) => _sessions[session] = onEvent;

    /// <summary>The events of a session are no longer wanted.</summary>
    public void Forget(string session) => _sessions.TryRemove(session, out _);

    /// <summary>Calls a method.</summary>
    /// <param name="method">Its name, such as <c>Page.navigate</c>.</param>
    /// <param name="parameters">Its parameters; null for none.</param>
    /// <param name="session">The session; null for the browser itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DevToolsException">The browser refuses the call.</exception>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task<JsonElement> CallAsync(string method, JsonObject? parameters, string? session, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var call = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = call;
        try
        {
            await SendAsync(id, method, parameters, session, cancellationToken);
            if (_ended.Task.IsCompleted)
            {
                throw Gone();
            }

            return await call.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toBrowser.Dispose();
        _fromBrowser.Dispose();
        End();
    }

    private static IOException Gone() => new("The browser is gone.");

    private async Task SendAsync(int id, string method, JsonObject? parameters, string? session, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        using (var writer = new Utf8JsonWriter(message))
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", id);
            writer.WriteString("method", method);
            if (session is not null)
            {
                writer.WriteString("sessionId", session);
            }

            writer.WritePropertyName("params");
            (parameters ?? []).WriteTo(writer);
            writer.WriteEndObject();
        }

        message.WriteByte(0);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Half a message would garble all that follow, so that its end is waited for.
            await _toBrowser.WriteAsync(message.GetBuffer().AsMemory(0, (int)message.Length), CancellationToken.None);
            await _toBrowser.FlushAsync(CancellationToken.None);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            throw Gone();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[FirstBuffer];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    if (buffer.Length >= _longest)
                    {
                        return;
                    }

                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, _longest));
                }

                var read = await _fromBrowser.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                var searched = filled;
                filled += read;
                var begin = 0;
                while (buffer.AsSpan(searched, filled - searched).IndexOf((byte)0) is var end and >= 0)
                {
                    Take(buffer.AsMemory(begin, searched + end - begin));
                    begin = searched = searched + end + 1;
                }

                buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
                filled -= begin;
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or JsonException)
        {
            // It has ended.
        }
        finally
        {
            End();
        }
    }

    private void Take(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var message = document.RootElement;
        if (message.TryGetProperty("id", out var id))
        {
            if (_calls.TryGetValue(id.GetInt32(), out var call))
            {
                if (message.TryGetProperty("error", out var error))
                {
                    call.TrySetException(new DevToolsException(error.TryGetProperty("message", out var text) ? text.GetString() ?? "" : ""));
                }
                else
                {
                    call.TrySetResult(message.TryGetProperty("result", out var result) ? result.Clone() : default);
                }
            }
        }
        else if (message.TryGetProperty("method", out var method)
            && message.TryGetProperty("sessionId", out var session)
            && _sessions.TryGetValue(session.GetString()!, out var onEvent))
        {
            onEvent(method.GetString()!, message.GetProperty("params").Clone());
        }
    }

    private void End()
    {
        _ended.TrySetResult();
        foreach (var call in _calls.Values)
        {
            call.TrySetException(Gone());
        }
    }
}

/// <summary>The browser refuses a call.</summary>
internal sealed class DevToolsException(string message) : Exception(message);
