using System.Formats.Tar;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Testing;

namespace Compose.Distribution.Tests;

/// <summary>The founding form of WIT packages.</summary>
public sealed class WitBundleTests
{
    private static readonly (string, ReadOnlyMemory<byte>)[] s_files = [("b.wit", "interface b {}"u8.ToArray()), ("a.wit", "package acme:thing@0.1.0;"u8.ToArray())];

    [Fact]
    public void Bundle_PackedInAnyOrder_IsTheSame()
    {
        WitBundle one = WitBundle.Pack("acme:thing", "0.1.0", s_files, PackingOptions.NoTime), two = WitBundle.Pack("acme:thing", "0.1.0", s_files.Reverse(), PackingOptions.NoTime);
        Assert.Equal(one.Tar.ToArray(), two.Tar.ToArray());
        Assert.Equal(ArtifactPacker.Bundle(one, new PackingOptions()).Digest, ArtifactPacker.Bundle(two, new PackingOptions()).Digest);
        using var reader = new TarReader(new MemoryStream(one.Tar.ToArray()));
        TarEntry first = reader.GetNextEntry()!;
        Assert.Equal(("a.wit", 0, 0, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)), (first.Name, first.Uid, first.Gid, first.ModificationTime));
    }

    [Fact]
    public async Task Bundle_PushedAndPulled_HasItsFiles()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        var layout = new ImageLayout(folder);
        await ArtifactPusher.PushAsync(layout, ArtifactPacker.Bundle(WitBundle.Pack("acme:thing", "0.1.0", s_files, PackingOptions.NoTime), new PackingOptions()), ["0.1.0"], [], TestContext.Current.CancellationToken);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(layout, "0.1.0", false, TestContext.Current.CancellationToken);
        Assert.Equal(ArtifactKind.WitBundle, pulled.Kind);
        Assert.Equal(["a.wit", "b.wit"], WitBundle.Unpack(pulled.Main.Bytes, "thing").Files.Select(file => file.Name));
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData("../evil.wit", TarEntryType.RegularFile)]
    [InlineData("/evil.wit", TarEntryType.RegularFile)]
    [InlineData("a/../../evil.wit", TarEntryType.RegularFile)]
    [InlineData("link.wit", TarEntryType.SymbolicLink)]
    [InlineData("link.wit", TarEntryType.HardLink)]
    [InlineData("pipe.wit", TarEntryType.Fifo)]
    [InlineData("c:\\evil.wit", TarEntryType.RegularFile)]
    public void Unpack_EntryThatLeadsElsewhere_IsRefused(string name, TarEntryType type)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            var entry = new PaxTarEntry(type, name);
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }

            writer.WriteEntry(entry);
        }

        Assert.Equal(ErrorCodes.Source.InvalidArtifact, Assert.Throws<ComposeException>(() => WitBundle.Unpack(stream.ToArray(), "x")).Error.Code);
    }

    [Fact]
    public void Unpack_Mutated_NeverCrashes()
    {
        byte[] tar = WitBundle.Pack("acme:thing", "0.1.0", s_files, PackingOptions.NoTime).Tar.ToArray();
        for (int seed = 0; seed < Campaign.Rounds(2000); seed++)
        {
            try
            {
                WitBundle bundle = WitBundle.Unpack(Mutator.Mutate(tar, seed), "x");
                Assert.All(bundle.Files, file => Assert.DoesNotContain("..", file.Name.Split('/')));
            }
            catch (ComposeException e)
            {
                Assert.Equal("Source", e.Error.Code.Domain);
            }
        }
    }
}
