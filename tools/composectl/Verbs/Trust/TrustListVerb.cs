using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Store;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust list</c>: the policy's authorities, and the signatures that the store keeps.</summary>
internal static class TrustListVerb
{
    public static Command Create()
    {
        var command = new Command("list", "List the authorities of the policy and the signatures in the store.");
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            TrustPolicy? policy = TrustSession.Policy(parsed);
            TrustAuthority[] authorities = [.. (policy?.Authorities.Values ?? []).OrderBy(each => each.Name, StringComparer.Ordinal)];
            IReadOnlyList<(Digest Digest, string File)> signatures = StoreFolder.Open(parsed) is { } store ? new StoredEvidence(store).List() : [];
            var document = new JsonObject
            {
                ["policy"] = policy?.File,
                ["mode"] = (policy?.Mode ?? TrustMode.Strict).ToString().ToLowerInvariant(),
                ["authorities"] = new JsonArray([.. authorities.Select(each => (JsonNode)new JsonObject { ["name"] = each.Name, ["backend"] = each.Backend, ["expires"] = each.Expires?.ToString("u", System.Globalization.CultureInfo.InvariantCulture) })]),
                ["signatures"] = new JsonArray([.. signatures.Select(each => (JsonNode)new JsonObject { ["digest"] = each.Digest.ToString(), ["file"] = each.File })]),
            };
            return invocation.Succeed(document, text =>
            {
                text.WriteLine(policy is null ? "no policy: local files are used as they are, what was fetched is refused" : $"policy {policy.File}, mode {policy.Mode.ToString().ToLowerInvariant()}");
                foreach (TrustAuthority authority in authorities)
                {
                    text.WriteLine($"  {authority.Name} ({authority.Backend}){(authority.Expires is { } end ? $" until {end:u}" : string.Empty)}");
                }

                text.WriteLine($"{signatures.Count} signatures in the store");
                foreach ((Digest digest, string path) in signatures)
                {
                    text.WriteLine($"  {digest} {Path.GetFileName(path)}");
                }
            });
        }));
        return command;
    }
}
