using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Provenance;
using Compose.Signing;

namespace Compose.Conformance.Generate;

/// <summary>Lines of an audit journal, each with the hash of the one before.</summary>
internal static class AuditVectors
{
    public static VectorSet Make()
    {
        var set = new VectorSet("audit", "The hash by which the next line of an audit journal names a line (SPEC, 12).");
        Add(set, "genesis", "The first line names what is no line.", "genesis");
        Add(set, "line", "A line is hashed as it stands, without its line feed.", """{"operation":"emit","outcome":"ok","prev":"00","seq":1,"severity":"info","time-ms":0}""");
        Add(set, "text", "It is hashed as UTF-8.", """{"outcome":"größer","seq":2}""");
        foreach (int count in (int[])[0, 1, 2, 3, 7, 8])
        {
            set.Add(
                string.Create(CultureInfo.InvariantCulture, $"root-{count}"), "audit.inclusion", "The root of a segment is that of the Merkle tree over its lines.",
                new JsonObject { ["entries"] = Entries(count) }, new JsonObject { ["root"] = MerkleTree.Root(Lines(count)).Hex });
        }

        foreach ((int index, int count) in ((int, int)[])[(0, 1), (0, 2), (6, 7), (2, 7), (5, 8)])
        {
            set.Add(
                string.Create(CultureInfo.InvariantCulture, $"path-{index}-of-{count}"), "audit.inclusion", "A line is proven by the hashes beside its way to the root, from below.",
                new JsonObject { ["entries"] = Entries(count), ["index"] = index },
                new JsonObject { ["path"] = new JsonArray([.. MerkleTree.Path(Lines(count), index).Select(node => (JsonNode)VectorSet.Hex(node))]), ["root"] = MerkleTree.Root(Lines(count)).Hex });
        }

        return set;
    }

    private static byte[][] Lines(int count) => [.. Enumerable.Range(1, count).Select(number => Encoding.UTF8.GetBytes(Line(number)))];

    private static JsonArray Entries(int count) => new([.. Enumerable.Range(1, count).Select(number => (JsonNode)Line(number))]);

    private static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{number}}}");

    private static void Add(VectorSet set, string name, string statement, string line) => set.Add(
        name, "audit.chain", statement, new JsonObject { ["line"] = line }, new JsonObject { ["hash"] = JournalRecord.HashOf(Encoding.UTF8.GetBytes(line)).Hex });
}
