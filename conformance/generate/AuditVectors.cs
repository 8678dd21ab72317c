using System.Text;
using System.Text.Json.Nodes;
using Compose.Provenance;

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
        return set;
    }

    private static void Add(VectorSet set, string name, string statement, string line) => set.Add(
        name, "audit.chain", statement, new JsonObject { ["line"] = line }, new JsonObject { ["hash"] = JournalRecord.HashOf(Encoding.UTF8.GetBytes(line)).Hex });
}
