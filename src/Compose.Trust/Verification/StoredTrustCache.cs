using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Store;

namespace Compose.Trust;

/// <summary>
/// The trust cache in a store: one small file for each key, under an authentication code of the host's own key, so that
/// a file that was copied, swapped or edited is a miss.
/// </summary>
public sealed class StoredTrustCache(ContentStore store) : ITrustCache
{
    private const int MaxBytes = 64 << 10;

    private readonly Lazy<byte[]> _hostKey = new(() => HostKey.Load(store.Root));

    public Voucher? TryGet(Digest key, DateTimeOffset now)
    {
        try
        {
            byte[]? bytes = ContentStore.TryRead(PathOf(key));
            if (bytes is null || bytes.Length is < 33 or > MaxBytes || !CryptographicOperations.FixedTimeEquals(Code(key, bytes.AsSpan(32)), bytes.AsSpan(0, 32)))
            {
                return null;
            }

            JsonNode entry = JsonNode.Parse(bytes.AsSpan(32))!;
            var until = DateTimeOffset.FromUnixTimeSeconds(entry["until"]!.GetValue<long>());
            return now < until
                ? new Voucher(entry["authority"]!.GetValue<string>(), entry["signer"]!.GetValue<string>(), entry["signer-id"]!.GetValue<string>()) { Until = until, WasCached = true }
                : null;
        }
        catch (Exception e) when (e is ComposeException or System.Text.Json.JsonException)
        {
            // A cache that cannot be read must not stop the verification that it would have saved.
            return null;
        }
    }

    public void Put(Digest key, Voucher voucher, DateTimeOffset until)
    {
        byte[] body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["authority"] = voucher.Authority,
            ["signer"] = voucher.Signer,
            ["signer-id"] = voucher.SignerId,
            ["until"] = until.ToUnixTimeSeconds(),
        }.ToJsonString());
        try
        {
            string path = PathOf(key);
            ContentStore.EnsureFolder(path);

            // An entry that a crash tears has the wrong code and is a miss: no disk is waited for.
            StoreFile.Write(path, [.. Code(key, body), .. body], toDisk: false);
        }
        catch (ComposeException e)
        {
            store.OnProblem?.Invoke(e.Error with { IsWarning = true });
        }
    }

    private byte[] Code(Digest key, ReadOnlySpan<byte> body)
    {
        byte[] message = [.. "trust-cache"u8, .. key.ToArray(), .. body];
        return HMACSHA256.HashData(_hostKey.Value, message);
    }

    private string PathOf(Digest key)
    {
        string hex = key.Hex;
        return Path.Combine(store.Root, "trust-cache", hex[..2], hex[2..]);
    }
}
