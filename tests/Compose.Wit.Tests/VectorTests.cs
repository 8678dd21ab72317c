using System.Text.Json;
using System.Text.Json.Nodes;
using Compose.Testing;
using Compose.Wit.Binary;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

/// <summary>
/// Ids that never change. <c>COMPOSE_BLESS=1</c> writes the files again, which only a new kind of form may need.
/// </summary>
public sealed class VectorTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    [Fact]
    public void Shapes_HaveTheFormsAndIdsOfTheVectors()
    {
        ResolvedWit wit = WitLoader.LoadText("shapes.wit", File.ReadAllText(PathOf("shapes.wit")));
        JsonArray vectors = Vectors(wit);
        AssertVectors("shapes.json", vectors);

        ResolvedWit decoded = WitDecoder.Decode(WitEncoder.Encode(wit, wit.Main));
        Assert.Equal(vectors.ToJsonString(), Vectors(decoded).ToJsonString());
    }

    [Fact]
    public void Shapes_Encoded_AreWhatTheReferenceWrites() =>
        BinaryTests.AssertEncodes(WitLoader.LoadText("shapes.wit", File.ReadAllText(PathOf("shapes.wit"))));

    [Fact]
    public void Worlds_AreSelectedByName()
    {
        ResolvedWit wit = WitLoader.LoadText("shapes.wit", File.ReadAllText(PathOf("shapes.wit")));
        Assert.Equal("studio", wit[wit.SelectWorld("studio")].Name);
        Assert.Equal("annex", wit[wit.SelectWorld("vectors:shapes/annex@1.2.3")].Name);
        Assert.Equal(ErrorCodes.Wit.NotDefined, Assert.Throws<ComposeException>(() => wit.SelectWorld(null)).Error.Code);
        Assert.Equal(ErrorCodes.Wit.NotDefined, Assert.Throws<ComposeException>(() => wit.SelectWorld("attic")).Error.Code);
    }

    [Fact]
    public void Wasi_HasTheIdsOfTheVectors()
    {
        var vectors = new JsonArray();
        foreach (string version in new[] { "0.2.12", "0.3.2" })
        {
            ResolvedWit wit = WasiWit.Load(version);
            var canonical = new WitCanonical(wit);
            foreach ((WitPackage package, int index) in wit.Packages.Select((package, index) => (package, index)).OrderBy(pair => pair.package.Name))
            {
                if (package.Interfaces.Count > 0)
                {
                    vectors.Add((JsonNode)new JsonObject { ["package"] = package.Name.ToString(), ["id"] = canonical.IdOf(new PackageId(index)).Hex });
                }
            }
        }

        AssertVectors("wasi.json", vectors);
    }

    private static JsonArray Vectors(ResolvedWit wit)
    {
        var canonical = new WitCanonical(wit);
        var vectors = new JsonArray();
        foreach (InterfaceId id in wit[wit.Main].Interfaces.Values.OrderBy(id => wit.NameOf(id), StringComparer.Ordinal))
        {
            vectors.Add((JsonNode)Vector("interface", wit.NameOf(id)!, canonical.FormOf(id), canonical.IdOf(id)));
        }

        foreach (WorldId id in wit[wit.Main].Worlds.Values.OrderBy(wit.NameOf, StringComparer.Ordinal))
        {
            vectors.Add((JsonNode)Vector("world", wit.NameOf(id), canonical.FormOf(id), canonical.IdOf(id)));
        }

        vectors.Add((JsonNode)Vector("package", wit[wit.Main].Name.ToString(), canonical.FormOf(wit.Main), canonical.IdOf(wit.Main)));
        return vectors;
    }

    private static JsonObject Vector(string kind, string name, byte[] form, Digest id) =>
        new() { ["kind"] = kind, ["name"] = name, ["form"] = Convert.ToHexStringLower(form), ["id"] = id.Hex };

    private static string PathOf(string file)
    {
        Assert.SkipWhen(SharedData.RepositoryRoot is null, "the tests do not run in the repository");
        return Path.Combine(SharedData.RepositoryRoot!, "conformance", "vectors", "witcanon", file);
    }

    private static void AssertVectors(string file, JsonArray vectors)
    {
        if (Environment.GetEnvironmentVariable("COMPOSE_BLESS") == "1")
        {
            File.WriteAllText(PathOf(file), vectors.ToJsonString(s_indented) + "\n");
        }

        JsonNode expected = JsonNode.Parse(File.ReadAllText(PathOf(file)))!;
        Assert.Equal(expected.ToJsonString(), vectors.ToJsonString());
    }
}
