using Compose.Testing;

namespace Compose.Wasm.Components.Tests;

/// <summary>Components that are known when another is read that holds them.</summary>
public sealed class KnownComponentTests
{
    private static readonly ComponentOptions s_deferred = new() { DeferFunctionBodies = true };

    private static byte[] Guest(string name) => File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", name + ".wasm"));

    /// <summary>A component that holds others and does nothing with them.</summary>
    private static byte[] Holding(params byte[][] components)
    {
        var builder = new ComponentBuilder();
        foreach (byte[] component in components)
        {
            builder.Component(component);
        }

        return builder.ToArray();
    }

    [Fact]
    public void KnownComponent_Nested_IsTakenAsItIs()
    {
        byte[] zoo = Guest("zoo"), echo = Guest("echo");
        ResolvedComponent known = ComponentValidator.Validate(zoo, s_deferred);
        byte[] outer = Holding(echo, zoo, Holding(zoo));
        ResolvedComponent plain = ComponentValidator.Validate(outer, s_deferred);
        ResolvedComponent resolved = ComponentValidator.Validate(outer, s_deferred with { Known = [known] });
        Assert.Equal(3, resolved.Components.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(TypePrinter.Print(plain.Components[i], int.MaxValue), TypePrinter.Print(resolved.Components[i], int.MaxValue));
        }

        NestedComponentDefinition[] nested = [.. resolved.Syntax.Definitions.OfType<NestedComponentDefinition>()];
        Assert.NotSame(known, resolved.Resolve(nested[0]));
        Assert.Same(known, resolved.Resolve(nested[1]));
        ResolvedComponent inner = resolved.Resolve(nested[2]);
        Assert.Same(known, inner.Resolve(inner.Syntax.Definitions.OfType<NestedComponentDefinition>().Single()));
    }

    [Fact]
    public void KnownComponent_OfOtherBytes_IsNotTaken()
    {
        byte[] zoo = Guest("zoo");
        ResolvedComponent known = ComponentValidator.Validate((byte[])[.. zoo, 0, 3, 1, (byte)'x', 1], s_deferred);
        byte[] other = [.. zoo, 0, 3, 1, (byte)'x', 2];
        ResolvedComponent resolved = ComponentValidator.Validate(Holding(other), s_deferred with { Known = [known] });
        var nested = resolved.Syntax.Definitions.OfType<NestedComponentDefinition>().Single();
        Assert.NotSame(known, resolved.Resolve(nested));
        Assert.True(nested.Component.Bytes.Span.SequenceEqual(other));
    }

    [Fact]
    public void KnownComponent_ThatShowsAModule_IsValidatedAnew()
    {
        var showing = new ComponentBuilder();
        CoreModuleIndex module = showing.CoreModule([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]);
        showing.Export("module", new SortIndex(ComponentSort.CoreModule, module.Value));
        byte[] bytes = showing.ToArray();
        ResolvedComponent known = ComponentValidator.Validate(bytes);
        ResolvedComponent resolved = ComponentValidator.Validate(Holding(bytes), ComponentOptions.Default with { Known = [known] });
        var nested = resolved.Syntax.Definitions.OfType<NestedComponentDefinition>().Single();
        Assert.Same(known.Syntax, nested.Component);
        Assert.NotSame(known, resolved.Resolve(nested));
        Assert.Same(resolved.Interner, resolved.Resolve(nested).Interner);
    }

    [Fact]
    public void KnownComponent_CountsAgainstTheLimits()
    {
        byte[] zoo = Guest("zoo"), outer = Holding(zoo, zoo);
        ResolvedComponent known = ComponentValidator.Validate(zoo, s_deferred);
        int least = 1;
        while (!Passes(outer, s_deferred, least))
        {
            least++;
        }

        Assert.True(Passes(outer, s_deferred with { Known = [known] }, least));
        Assert.False(Passes(outer, s_deferred with { Known = [known] }, least - 1));
    }

    private static bool Passes(byte[] bytes, ComponentOptions options, int limit)
    {
        try
        {
            ComponentValidator.Validate(bytes, options with { Limits = ComponentLimits.Default with { ModulesAndComponents = limit } });
            return true;
        }
        catch (ComposeException refused) when (refused.Error.Code == ErrorCodes.Component.LimitExceeded)
        {
            return false;
        }
    }
}
