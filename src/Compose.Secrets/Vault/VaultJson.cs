using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>Members of Vault's answers, which may be of any kind where a proxy or another version answers.</summary>
internal static class VaultJson
{
    public static string? Text(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>A number of seconds; 0 where there is none.</summary>
    public static long Seconds(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long seconds)
            ? Math.Clamp(seconds, 0, int.MaxValue)
            : 0;

    public static bool IsTrue(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.True;
}
