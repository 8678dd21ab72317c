using System.Text;
using Compose.Wasm;
using Compose.Wasm.Components;

namespace Compose.Emit.Tests;

public sealed class SectionTests
{
    [Theory]
    [InlineData(EmitTarget.Aware, 1_000)]
    [InlineData(EmitTarget.Aware, 25)]
    [InlineData(EmitTarget.Flat, 1_000)]
    public void Section_OfArtifact_SaysWhatTheImportsAre(EmitTarget target, int instances)
    {
        var artifact = PlanCompiler.Emit(Plans.TagsApart().Build(), new EmitOptions { Target = target, InstanceLimit = instances });

        var section = ArtifactSection.Read(artifact.Bytes)!;

        Assert.Equal(target, section.Target);
        Assert.Equal("plan", Encoding.UTF8.GetString(section.Plan.Span));
        Assert.Equal(artifact.Imports.OrderBy(i => i.Name, StringComparer.Ordinal), section.Imports.Values.OrderBy(i => i.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Section_NameTable_NamesInstanceGrantAndState()
    {
        var composition = Plans.TagsApart().Build();
        var section = ArtifactSection.Read(PlanCompiler.Emit(composition, EmitOptions.Default).Bytes)!;

        var import = section.Imports["compose:n-outer/wasi-xc-filesystem-xs-preopens@0.2.12"];
        Assert.Equal(new InstancePath("outer"), import.Instance);
        Assert.Equal("wasi:filesystem/preopens", import.Interface);
        Assert.Equal("0.2.12", import.Version);
        Assert.Equal(ImportState.Granted, import.State);
        var grant = composition.Nodes.Single(n => n.Path.Text == "outer").Bindings.Single(b => b.Grant?.Name.Track == "wasi:filesystem/preopens").Grant!;
        Assert.Equal(GrantDigest.Of(grant), import.Grant);
    }

    [Fact]
    public void Section_OfBareComponent_IsAbsent()
    {
        Assert.Null(ArtifactSection.Read(CompositionBuilder.Own("stream-sink").Bytes));
    }

    [Fact]
    public void Section_OfNestedArtifact_DoesNotCount()
    {
        var inner = PlanCompiler.Emit(Plans.StreamOverWire().Build(), EmitOptions.Default);
        var writer = new ComponentBuilder();
        writer.Component(inner.Bytes.Span);

        Assert.Null(ArtifactSection.Read(writer.ToArray()));
    }

    [Fact]
    public void Section_ThatStandsTwice_IsRefused()
    {
        var artifact = PlanCompiler.Emit(Plans.StreamOverWire().Build(), EmitOptions.Default);
        var writer = new WasmWriter();
        writer.WriteBytes(artifact.Bytes.Span);
        int section = writer.BeginSection(0);
        writer.WriteName(ArtifactSection.Name);
        writer.WriteByte(0xa0);
        writer.EndSized(section);

        // The second is found to be one too many before its content is looked at.
        Assert.Equal(ErrorCodes.Component.Malformed, Assert.Throws<ComposeException>(() => ArtifactSection.Read(writer.ToArray())).Error.Code);
    }

    [Fact]
    public void Section_CutOrChangedAnywhere_IsRefusedOrReadAndNeverAFault()
    {
        byte[] bytes = PlanCompiler.Emit(Plans.StreamOverWire().Build(), EmitOptions.Default).Bytes.ToArray();
        int start = bytes.AsSpan().LastIndexOf("compose:plan"u8) - 4;
        for (int cut = 0; cut < bytes.Length; cut += cut < start ? 7 : 1)
        {
            Attempt(bytes.AsMemory(0, cut));
        }

        for (int i = start; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x41;
            Attempt(changed);
        }

        static void Attempt(ReadOnlyMemory<byte> damaged)
        {
            try
            {
                ArtifactSection.Read(damaged);
            }
            catch (ComposeException error)
            {
                Assert.Contains(error.Error.Code.Domain, (string[])["Component", "Canon"]);
            }
        }
    }
}
