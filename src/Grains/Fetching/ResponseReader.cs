using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using Thresher.Grains.Blocks;
using Thresher.Grains.Bodies;
using Thresher.Jobs;
using Thresher.Jobs.Outcomes;
using Thresher.Web.Blocks;
using Thresher.Web.Charsets;

namespace Thresher.Grains.Fetching;

/// <summary>From a response's head to what the crawl keeps of it, body included.</summary>
internal static class ResponseReader
{
    /// <summary>Reads a response; of other statuses than 2xx the body is read only where heads are kept.</summary>
    /// <param name="response">The response, its headers read.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="clock">The fetch's clock.</param>
    /// <param name="now">What a date in Retry-After is measured against when the server does not tell its own time.</param>
    /// <param name="account">What the body takes of the silo's memory; the response has it then.</param>
    /// <param name="read">Takes the body while it arrives; null: it is read into memory.</param>
    /// <param name="tap">What took the heads down on their way, if they are to be kept.</param>
    public static async Task<FetchResponse> ReadAsync(
        HttpResponseMessage response, FetchLimits limits, FetchClock clock, DateTimeOffset now, BodyAccount account, Func<Stream, CancellationToken, Task>? read = null, ExchangeTap? tap = null)
    {
        var status = clock.Status = (int)response.StatusCode;
        var headers = response.Headers.NonValidated;
        if (status is < 200 or > 299)
        {
            var mark = BlockCheck.OfHead(response, status, limits);
            var looks = mark is null && BlockCheck.WantsBody(status, limits);
            var body = limits.KeepHeads ? await OfNoPageAsync(response, limits, clock, account)
                : looks ? await OfNoPageAsync(response, limits with { MaxBodyBytes = BlockMarks.LargestRefusal }, clock, account)
                : null;
            mark = looks && body is { } refusal ? BlockCheck.OfBody(response, status, limits, refusal.Buffer.AsSpan(0, refusal.Length)) : mark;
            return new FetchResponse
            {
                Outcome = mark is null ? OfStatus(status) : BlockCheck.Outcome(mark),
                Block = mark?.Name,
                Status = status,
                Location = Target(First(headers, "Location")),
                RetryAfter = RetryAfter(First(headers, "Retry-After"), response.Headers.Date ?? now),
                Head = limits.KeepHeads ? HeaderCapture.Of(response, tap) : null,
                HasBody = limits.KeepHeads && body is not null,
                BodyCut = body?.Cut ?? false,
                ArrivedBy = clock.ArrivedBy,
                Elapsed = clock.Elapsed,
                Account = account,
                Buffer = body?.Buffer,
                Length = body?.Length ?? 0,
            };
        }

        if (read is not null)
        {
            await using (var stream = await BodyReader.OpenAsync(response.Content, clock.Token))
            {
                await read(stream, clock.Token);
            }

            return new FetchResponse
            {
                Outcome = FetchOutcome.Ok,
                Status = status,
                Head = limits.KeepHeads ? HeaderCapture.Of(response, tap) : null,
                ArrivedBy = clock.ArrivedBy,
                Elapsed = clock.Elapsed,
            };
        }

        var meter = new BodyMeter(account, new BodyPace(limits.MinBytesPerSecond));
        clock.Watch(meter);
        var (buffer, length, cut) = await BodyReader.ReadAsync(response.Content, limits, meter, clock.Token);
        var contentHeaders = response.Content.Headers.NonValidated;
        var contentType = MimeType.Extract(All(contentHeaders, "Content-Type"));
        var block = BlockCheck.OfPage(response, status, limits, contentType, buffer.AsSpan(0, length));
        return new FetchResponse
        {
            Outcome = block is null ? FetchOutcome.Ok : BlockCheck.Outcome(block),
            Block = block?.Name,
            RetryAfter = block is null ? null : RetryAfter(First(headers, "Retry-After"), response.Headers.Date ?? now),
            Status = status,
            ContentType = contentType,
            ETag = First(headers, "ETag"),
            LastModified = First(contentHeaders, "Last-Modified"),
            RobotsTags = All(headers, "X-Robots-Tag"),
            Refresh = FromUtf8(First(headers, "Refresh")),
            Links = Array.ConvertAll(All(headers, "Link"), link => FromUtf8(link)!),
            Head = limits.KeepHeads ? HeaderCapture.Of(response, tap) : null,
            HasBody = true,
            BodyCut = cut,
            ArrivedBy = clock.ArrivedBy,
            Elapsed = clock.Elapsed,
            Account = account,
            Buffer = buffer,
            Length = length,
        };
    }

    /// <summary>The body of a response that is not a page, for the archive alone: whatever happens to it, the status decides.</summary>
    private static async Task<BodyBytes?> OfNoPageAsync(HttpResponseMessage response, FetchLimits limits, FetchClock clock, BodyAccount account)
    {
        try
        {
            var meter = new BodyMeter(account, new BodyPace(limits.MinBytesPerSecond));
            clock.Watch(meter);
            return await BodyReader.ReadAsync(response.Content, limits, meter, clock.Token);
        }
        catch (Exception failure) when (FetchFailure.Classify(failure, clock) is not (null or FetchOutcome.Cancelled))
        {
            return null;
        }
    }

    private static string? First(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string[] All(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? [.. values] : [];

    /// <summary>Bytes of a location that are not UTF-8 are meant as they are: browsers send them back as escapes.</summary>
    private static string? Target(string? location) => location is null || Utf8.IsValid(Encoding.Latin1.GetBytes(location))
        ? FromUtf8(location)
        : string.Concat(location.Select(c => c > '\u007f' ? string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : c.ToString()));

    /// <summary>Header bytes come as Latin-1; servers write the paths in Location as UTF-8, and browsers read them so.</summary>
    private static string? FromUtf8(string? header)
    {
        if (header is null || Ascii.IsValid(header))
        {
            return header;
        }

        var bytes = Encoding.Latin1.GetBytes(header);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : header;
    }

    /// <summary>RFC 9110 §10.2.3: seconds, or a date, which is read against the server's own clock where it gave one.</summary>
    private static TimeSpan? RetryAfter(string? header, DateTimeOffset serverTime)
    {
        var text = header?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // More seconds than anybody can mean stay what they are: very many.
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.FromSeconds(int.MaxValue);
        }

        return RetryConditionHeaderValue.TryParse(text, out var parsed) && parsed.Date is { } date ? date - serverTime : null;
    }

    private static FetchOutcome OfStatus(int status) => status switch
    {
        304 => FetchOutcome.NotModified,
        301 or 302 or 303 or 307 or 308 => FetchOutcome.Redirect,
        404 => FetchOutcome.NotFound,
        410 => FetchOutcome.Gone,
        401 or 403 => FetchOutcome.Forbidden,
        408 => FetchOutcome.ServerError,
        429 => FetchOutcome.TooManyRequests,
        >= 400 and < 500 => FetchOutcome.ClientError,
        >= 500 and < 600 => FetchOutcome.ServerError,
        _ => FetchOutcome.UnexpectedStatus,
    };
}
