using Thresher.Web.Urls;

namespace Thresher.Client.Exporting.Warc;

/// <summary>
/// The payloads in the file, so that an equal one is only referred to. The newest 200,000 or so are kept; a payload that was
/// dropped is written again. The same holds for the records of fetches, so that none is written twice.
/// </summary>
internal sealed class KnownPayloads
{
    private const int Half = 100_000;
    private Dictionary<Hash128, Payload> _newer = [];
    private Dictionary<Hash128, Payload> _older = [];
    private HashSet<Guid> _newerFetches = [];
    private HashSet<Guid> _olderFetches = [];

    /// <summary>The payload of that content, if it is known.</summary>
    /// <param name="contentHash">Hash of the content.</param>
    /// <param name="digest">Its digest, which has to be the same too.</param>
    public Payload? Find(Hash128 contentHash, string digest) =>
        (_newer.TryGetValue(contentHash, out var found) || _older.TryGetValue(contentHash, out found)) && found.Digest == digest ? found : null;

    /// <summary>Adds a written payload.</summary>
    public void Add(Hash128 contentHash, Payload payload)
    {
        if (_newer.Count >= Half)
        {
            (_older, _newer) = (_newer, []);
        }

        _newer[contentHash] = payload;
    }

    /// <summary>Adds the record of a fetch.</summary>
    /// <returns>False when it is already in the file.</returns>
    public bool AddFetch(Guid record)
    {
        if (_olderFetches.Contains(record))
        {
            return false;
        }

        if (_newerFetches.Count >= Half)
        {
            (_olderFetches, _newerFetches) = (_newerFetches, []);
        }

        return _newerFetches.Add(record);
    }
}
