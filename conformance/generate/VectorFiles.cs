using System.Security.Cryptography;
using System.Text;

namespace Compose.Conformance.Generate;

/// <summary>All files of vectors: path below the folder of vectors, and text.</summary>
public static class VectorFiles
{
    public static IReadOnlyList<(string Name, string Text)> All()
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
        ];
        var sums = new StringBuilder();
        foreach ((string name, string text) in files)
        {
            sums.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))).Append("  ").Append(name).Append('\n');
        }

        files.Add(("SHA256SUMS", sums.ToString()));
        return files;
    }
}
