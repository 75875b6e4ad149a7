using System.Text;
using Thresher.Storage.Rows;

namespace Thresher.Grains.Fetching;

/// <summary>
/// Takes down the heads of one exchange as they go over an HTTP/1.1 connection, byte for byte. A request that the handler
/// repeats on another connection begins anew.
/// </summary>
/// <param name="extras">What the request carries besides the usual: its secrets are left out of the heads.</param>
internal sealed class ExchangeTap(RequestExtras? extras = null)
{
    private static readonly AsyncLocal<ExchangeTap?> Flow = new();
    private readonly Lock _gate = new();
    private readonly StringBuilder _request = new();
    private string? _response;

    /// <summary>The tap of the request that is being sent; null when its heads are not wanted.</summary>
    public static ExchangeTap? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The heads; null when they did not travel as HTTP/1.1.</summary>
    public ExchangeHead? Head
    {
        get
        {
            lock (_gate)
            {
                return _response is null || _request.Length == 0 ? null : Fit(new ExchangeHead(_request.ToString(), _response));
            }
        }
    }

    /// <summary>The heads as far as they went: that of the response is empty when none came; null when nothing was sent as HTTP/1.1.</summary>
    public ExchangeHead? Partial
    {
        get
        {
            lock (_gate)
            {
                return _request.Length == 0 ? null : Fit(new ExchangeHead(_request.ToString(), _response ?? ""));
            }
        }
    }

    /// <summary>The heads as they may be kept.</summary>
    public ExchangeHead Fit(ExchangeHead head) => extras is null ? head : HiddenFields.Without(head, extras);

    /// <summary>A connection begins to send the request.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _request.Clear();
            _response = null;
        }
    }

    /// <summary>Bytes of the request.</summary>
    public void Sent(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _request.Append(Encoding.Latin1.GetString(bytes));
        }
    }

    /// <summary>The head of the response, as it came.</summary>
    public void Received(ReadOnlySpan<byte> head)
    {
        lock (_gate)
        {
            _response = Encoding.Latin1.GetString(head);
        }
    }
}
