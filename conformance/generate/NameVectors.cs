using System.Text.Json.Nodes;
using Compose.Emit;

namespace Compose.Conformance.Generate;

/// <summary>Names of imports that belong to one instance.</summary>
internal static class NameVectors
{
    private static readonly (string Name, string Path, string Import)[] s_names =
    [
        ("specification", "app/db/cache", "wasi:filesystem/preopens@0.2.12"),
        ("plain", "main", "wasi:cli/environment@0.2.0"),
        ("digit-first", "1st", "wasi:io/streams@0.2.0"),
        ("capitals", "MyApp", "acme:log/sink@1.0.0"),
        ("dots", "a.b_c-d", "acme:log/sink@1.0.0"),
        ("letter-x", "x/xx/axb", "acme:x/y@0.1.0"),
        ("escape-then-x", "a-x", "acme:log/sink@1.0.0"),
        ("no-version", "main", "acme:log/sink"),
        ("digits", "a1-2b", "acme:log/sink@1.0.0"),
        ("pre-release", "main", "acme:log/sink@1.0.0-rc.1"),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("names", "The name of an import that belongs to one instance, or to a group by its smallest member.");
        foreach ((string name, string path, string import) in s_names)
        {
            set.Add(
                name,
                "emit.names",
                "The name is made so, and read back.",
                new JsonObject { ["path"] = path, ["import"] = import },
                new JsonObject
                {
                    ["node"] = AuthorityName.ForNode(new InstancePath(path), import).ToString(),
                    ["group"] = AuthorityName.ForGroup(new InstancePath(path), import).ToString(),
                });
        }

        return set;
    }
}
