using Compose.Signing;
using Compose.Trust.Git;
using Compose.Trust.OpenPgp;

namespace Compose.Trust;

/// <summary>
/// A signature as it was found: a Sigstore bundle, a signature of the bytes, bare, OpenPGP or SSH, one of a manifest that names
/// them, or a tag of Git that leads to them. Nothing in it is believed yet.
/// </summary>
/// <param name="Where">The file, for messages.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="IsBundle">True for a bundle about the bytes.</param>
public sealed record TrustEvidence(string Where, ReadOnlyMemory<byte> Bytes, bool IsBundle)
{
    /// <summary>The end of a bundle's name.</summary>
    public const string BundleSuffix = ".sigstore.json";

    /// <summary>The end of the name of a file with one bundle a line.</summary>
    public const string BundleLinesSuffix = ".sigstore.jsonl";

    /// <summary>The end of a bare signature's name: raw, or base64.</summary>
    public const string SignatureSuffix = ".sig";

    /// <summary>The end of the name of an armored OpenPGP signature.</summary>
    public const string ArmorSuffix = ".asc";

    /// <summary>The end of the name of a signature of an OCI manifest, kept with that manifest.</summary>
    public const string ManifestSuffix = ".oci-signature.json";

    private const int MaxBytes = 32 << 20, MaxLines = 64;

    /// <summary>True for a <see cref="ManifestSignature"/>.</summary>
    public bool IsOfManifest { get; init; }

    /// <summary>The end of the name of a file that holds it.</summary>
    public string Suffix => IsOfManifest ? ManifestSuffix : IsBundle ? BundleSuffix : SignatureSuffix;

    /// <summary>The evidence in a file; none if it is absent.</summary>
    public static IReadOnlyList<TrustEvidence> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        byte[] bytes = KeyFiles.ReadFile(path, MaxBytes);
        if (path.EndsWith(BundleLinesSuffix, StringComparison.Ordinal))
        {
            var lines = new List<TrustEvidence>();
            int start = 0;
            while (start < bytes.Length && lines.Count < MaxLines)
            {
                int end = Array.IndexOf(bytes, (byte)'\n', start);
                end = end < 0 ? bytes.Length : end;
                if (bytes.AsSpan(start, end - start).Trim(" \r\t"u8).Length > 0)
                {
                    lines.Add(new TrustEvidence(path, bytes.AsMemory(start, end - start), true));
                }

                start = end + 1;
            }

            return lines;
        }

        if (path.EndsWith(ManifestSuffix, StringComparison.Ordinal))
        {
            return [new TrustEvidence(path, bytes, false) { IsOfManifest = true }];
        }

        return [new TrustEvidence(path, bytes, !path.EndsWith(SignatureSuffix, StringComparison.Ordinal) && !path.EndsWith(ArmorSuffix, StringComparison.Ordinal))];
    }

    /// <summary>Whether it is the way from a tag of Git to the bytes.</summary>
    public bool IsGitTag => !IsBundle && !IsOfManifest && GitTagProof.IsProof(Bytes.Span);

    /// <summary>Whether it is an OpenPGP signature, armored or binary.</summary>
    public bool IsOpenPgp => !IsBundle && !IsOfManifest && OpenPgpVerifier.IsSignature(Bytes.Span);

    /// <summary>The signature of bare evidence: the bytes, or what they are base64 of.</summary>
    public byte[] Signature()
    {
        ReadOnlySpan<byte> text = Bytes.Span.Trim(" \r\n\t"u8);
        var decoded = new byte[text.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(text, decoded, out int read, out int written) == System.Buffers.OperationStatus.Done && read == text.Length && written > 0
            ? decoded[..written]
            : Bytes.ToArray();
    }
}
