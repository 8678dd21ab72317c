using System.Text;
using System.Text.Json.Nodes;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>
/// Bundles with every field cut, swapped, duplicated or changed: whatever is done, the answer is a refusal with a code,
/// and only members that prove nothing may be missing.
/// </summary>
public sealed class BundleMutationTests : IDisposable
{
    // Hints: what they repeat is verified elsewhere. The second log index of a Rekor v2 entry and an integrated time
    // without promise are not used either.
    private static readonly string[] s_hints = ["messageDigest", "algorithm", "digest", "keyid", "hint", "publicKey", "logIndex", "timestampVerificationData", "rfc3161Timestamps", "inclusionPromise", "signedEntryTimestamp", "integratedTime"];

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-bundle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("happy-path-v0.3-new-mediaType")]
    [InlineData("happy-path-v0.2")]
    [InlineData("happy-path-intoto-in-dsse-v3")]
    [InlineData("rekor2-checkpoint-origin-not-first")]
    [InlineData("managed-key-happy-path")]
    public void Verify_AMemberCutEmptiedOrDuplicated_IsRefused(string name)
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify");
        string original = File.ReadAllText(Path.Combine(suite, name, "bundle.sigstore.json"));
        Copy(Path.Combine(suite, name));
        Assert.Null(Refusal(suite, original));
        var accepted = new List<string>();
        int count = 0;
        foreach (string path in Paths(JsonNode.Parse(original)!, string.Empty))
        {
            foreach (string how in (string[])(Campaign.IsLong ? ["cut", "null", "text", "zero", "list"] : ["cut", "text"]))
            {
                JsonNode bundle = JsonNode.Parse(original)!;
                Change(bundle, path, how);
                count++;
                if (Refusal(suite, bundle.ToJsonString()) is null && !s_hints.Contains(path[1..].Split('/').Last(part => part[0] != '[')))
                {
                    accepted.Add($"{how} {path}");
                }
            }
        }

        Assert.Empty(accepted);
        Assert.True(count >= 40, $"{count} changes");
        Assert.NotNull(Refusal(suite, original.Replace("\"verificationMaterial\"", "\"verificationMaterial\": {}, \"verificationMaterial\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("happy-path-v0.3-new-mediaType")]
    [InlineData("rekor2-checkpoint-origin-not-first")]
    public void Verify_BytesFlipped_NeverCrashes(string name)
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify");
        string original = File.ReadAllText(Path.Combine(suite, name, "bundle.sigstore.json"));
        Copy(Path.Combine(suite, name));
        var random = new Random(7);
        for (int round = 0; round < Campaign.Rounds(300); round++)
        {
            char[] text = original.ToCharArray();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                text[random.Next(text.Length)] = (char)random.Next(32, 127);
            }

            Refusal(suite, new string(text));
        }
    }

    /// <summary>Why the bundle is refused, or null; anything but a <see cref="ComposeException"/> fails the test.</summary>
    private ComposeException? Refusal(string suite, string bundle)
    {
        File.WriteAllText(Path.Combine(_folder, "bundle.sigstore.json"), bundle, new UTF8Encoding(false));
        try
        {
            SigstoreSuiteTests.Verify(suite, _folder);
            return null;
        }
        catch (ComposeException e)
        {
            return e;
        }
    }

    private void Copy(string source)
    {
        foreach (string file in Directory.GetFiles(source))
        {
            string target = Path.Combine(_folder, Path.GetFileName(file));
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }

    private static IEnumerable<string> Paths(JsonNode node, string path)
    {
        switch (node)
        {
            case JsonObject map:
                foreach ((string key, JsonNode? value) in map)
                {
                    yield return $"{path}/{key}";
                    if (value is not null)
                    {
                        foreach (string inner in Paths(value, $"{path}/{key}"))
                        {
                            yield return inner;
                        }
                    }
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    yield return $"{path}/[{i}]";
                    foreach (string inner in Paths(list[i]!, $"{path}/[{i}]"))
                    {
                        yield return inner;
                    }
                }

                break;
        }
    }

    private static void Change(JsonNode root, string path, string how)
    {
        string[] parts = path[1..].Split('/');
        JsonNode at = root;
        foreach (string part in parts[..^1])
        {
            at = part[0] == '[' ? at[int.Parse(part.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture)]! : at[part]!;
        }

        JsonNode? value = how switch { "null" => null, "text" => "AAAA", "zero" => 0, "list" => new JsonArray(), _ => null };
        string last = parts[^1];
        if (at is JsonArray list)
        {
            int index = int.Parse(last.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture);
            if (how == "cut")
            {
                list.RemoveAt(index);
            }
            else
            {
                list[index] = value;
            }
        }
        else if (how == "cut")
        {
            ((JsonObject)at).Remove(last);
        }
        else
        {
            ((JsonObject)at)[last] = value;
        }
    }
}
