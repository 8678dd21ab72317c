using System.Security.Cryptography;
using System.Text;

namespace Compose.Conformance.Generate;

/// <summary>All files of vectors: path below the folder of vectors, and text.</summary>
public static class VectorFiles
{
    /// <summary>Those that are made here, and the list of digests, which has those of <c>witcanon</c>, too: made by hand, or from what wit-parser dumps.</summary>
    /// <param name="folder">The folder of vectors.</param>
    public static IReadOnlyList<(string Name, string Text)> All(string folder)
    {
        List<(string Name, string Text)> files =
        [
            ("cbor/cbor.json", CborVectors.Make().Write()),
            ("json/json.json", JsonVectors.Make().Write()),
            ("plan/plan.json", PlanVectors.Make().Write()),
            ("names/names.json", NameVectors.Make().Write()),
            ("keys/keys.json", KeyVectors.Make().Write()),
            ("errors/errors.json", ErrorVectors.Make().Write()),
            ("denials/denials.json", DenialVectors.Make().Write()),
            ("receipts/receipts.json", ReceiptVectors.Make().Write()),
            ("audit/audit.json", AuditVectors.Make().Write()),
            ("wave/wave.json", WaveVectors.Make().Write()),
            ("determinism/determinism.json", DeterminismVectors.Make().Write()),
            ("signatures/signatures.json", SignatureVectors.Make().Write()),
            ("trust/trust.json", TrustVectors.Make().Write()),
            ("secrets/secrets.json", SecretVectors.Make().Write()),
        ];
        var sums = new StringBuilder();
        IEnumerable<(string Name, string Text)> given = Directory.EnumerateFiles(Path.Combine(folder, "witcanon")).Order(StringComparer.Ordinal)
            .Select(file => ("witcanon/" + Path.GetFileName(file), File.ReadAllText(file)));
        foreach ((string name, string text) in files.Concat(given))
        {
            sums.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))).Append("  ").Append(name).Append('\n');
        }

        files.Add(("SHA256SUMS", sums.ToString()));
        return files;
    }
}
