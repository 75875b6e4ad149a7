using System.Globalization;
using System.Text.Json;

namespace Thresher.Grains.Logins;

/// <summary>Finds a token in the answer to a login.</summary>
internal static class TokenPath
{
    /// <summary>The text or number at a path of names and indexes; null where there is none.</summary>
    public static string? Find(string answer, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var at = json.RootElement;
            foreach (var step in path.Split('.'))
            {
                if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                {
                    at = at[index];
                }
                else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                {
                    return null;
                }
            }

            return at.ValueKind switch { JsonValueKind.String => at.GetString(), JsonValueKind.Number => at.GetRawText(), _ => null };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
