using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Compose.Capabilities.Services;

/// <summary>
/// A deterministic generator: HMAC_DRBG with SHA-256 (NIST SP 800-90A, 10.1.2), without reseeding. Equal seed material
/// and an equal sequence of request lengths give equal bytes on every machine.
/// </summary>
public sealed class SeededRandom : IRandomSource
{
    /// <summary>The domain of the seed material made by <see cref="ForNode"/>.</summary>
    private static ReadOnlySpan<byte> Domain => "compose:random:1"u8;

    private readonly Lock _gate = new();
    private readonly byte[] _key = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _value = new byte[SHA256.HashSizeInBytes];

    /// <summary>Instantiates the generator with entropy input, nonce and personalisation string concatenated.</summary>
    public SeededRandom(ReadOnlySpan<byte> seedMaterial)
    {
        _value.AsSpan().Fill(1);
        Update(seedMaterial);
    }

    /// <summary>
    /// The generator of one stream of one instance: keyed by domain, seed, instance path and purpose, each preceded by
    /// its length (8 bytes, little endian), so that what one instance draws never shifts what another gets.
    /// </summary>
    public static SeededRandom ForNode(ReadOnlySpan<byte> seed, InstancePath node, string purpose)
    {
        using var material = new MemoryStream();
        Append(material, Domain);
        Append(material, seed);
        Append(material, Encoding.UTF8.GetBytes(node.Text ?? string.Empty));
        Append(material, Encoding.UTF8.GetBytes(purpose));
        return new SeededRandom(material.ToArray());
    }

    public void Fill(Span<byte> bytes)
    {
        lock (_gate)
        {
            while (!bytes.IsEmpty)
            {
                HMACSHA256.HashData(_key, _value, _value);
                int taken = Math.Min(bytes.Length, _value.Length);
                _value.AsSpan(0, taken).CopyTo(bytes);
                bytes = bytes[taken..];
            }

            Update([]);
        }
    }

    private static void Append(MemoryStream material, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
        material.Write(length);
        material.Write(part);
    }

    /// <summary>HMAC_DRBG_Update (10.1.2.2).</summary>
    private void Update(ReadOnlySpan<byte> provided)
    {
        byte[] input = new byte[_value.Length + 1 + provided.Length];
        provided.CopyTo(input.AsSpan(_value.Length + 1));
        for (byte round = 0; round < 2; round++)
        {
            _value.CopyTo(input, 0);
            input[_value.Length] = round;
            HMACSHA256.HashData(_key, input, _key);
            HMACSHA256.HashData(_key, _value, _value);
            if (provided.IsEmpty)
            {
                break;
            }
        }
    }
}
