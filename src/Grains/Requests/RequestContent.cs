namespace Thresher.Grains.Requests;

/// <summary>What a request posts. Its text form says nothing of it: it may be a password.</summary>
/// <param name="bytes">The content.</param>
/// <param name="mediaType">Content-Type header.</param>
public sealed class RequestContent(byte[] bytes, string mediaType)
{
    /// <summary>Makes the request one that posts it.</summary>
    internal void Put(HttpRequestMessage request)
    {
        request.Method = HttpMethod.Post;
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
    }
}
