namespace Compose.Wasm.Components.Tests;

/// <summary>Real components of several languages read and validate, and say what they need and give.</summary>
public sealed class GuestTests
{
    [Theory]
    [MemberData(nameof(Guests.All), MemberType = typeof(Guests))]
    public void Guest_Whole_IsValid(string name)
    {
        ResolvedComponent component = ComponentValidator.Validate(Guests.Read(name));
        Assert.NotEmpty(component.Exports);
    }

    [Theory]
    [MemberData(nameof(Guests.All), MemberType = typeof(Guests))]
    public void Guest_ImportsDeclaredAgain_AreTheSameTypes(string name)
    {
        ResolvedComponent guest = ComponentValidator.Validate(Guests.Read(name), new ComponentOptions { DeferFunctionBodies = true });
        var builder = new ComponentBuilder();
        var encoder = new ComponentTypeEncoder(builder);
        foreach (ComponentExtern import in guest.Imports)
        {
            encoder.Import(import.Name, import.Type, import.Attributes);
        }

        byte[] bytes = builder.ToArray();
        ComponentType again = ComponentValidator.Validate(bytes).Type;
        Assert.Equal(guest.Imports.Select(import => import.Name), again.Imports.Select(import => import.Name));
        Assert.Equal(guest.Type.ImportedResources.Count, again.ImportedResources.Count);

        // Each may stand where the other is asked for.
        var forward = ComponentInstantiation.Create(again, guest.Imports.ToDictionary(import => import.Name, import => import.Type));
        Assert.Empty(forward.Mismatches);
        var backward = ComponentInstantiation.Create(guest.Type, again.Imports.ToDictionary(import => import.Name, import => import.Type));
        Assert.Empty(backward.Mismatches);
    }

    [Theory]
    [MemberData(nameof(Guests.All), MemberType = typeof(Guests))]
    public void Guest_WrappedInAnInstantiation_IsValidAndExportsTheSame(string name)
    {
        byte[] bytes = Guests.Read(name);
        ComponentType guest = ComponentValidator.Validate(bytes, new ComponentOptions { DeferFunctionBodies = true }).Type;
        var builder = new ComponentBuilder();
        var encoder = new ComponentTypeEncoder(builder);
        var arguments = new List<(string, SortIndex)>();
        foreach (ComponentExtern import in guest.Imports)
        {
            arguments.Add((import.Name, encoder.Import(import.Name, import.Type)));
        }

        ComponentIndex inner = builder.Component(bytes);
        InstanceIndex instance = builder.Instantiate(inner, arguments);
        foreach (ComponentExtern export in guest.Exports)
        {
            builder.Export(export.Name, builder.Alias(SortOf(export.Kind), instance, export.Name));
        }

        ComponentType outer = ComponentValidator.Validate(builder.ToArray(), new ComponentOptions { DeferFunctionBodies = true }).Type;
        Assert.Equal(guest.Exports.Select(export => export.Name), outer.Exports.Select(export => export.Name));
        Assert.Null(Subtyping.Check(ComponentExternType.Component(outer), ComponentExternType.Component(guest)));
        Assert.Null(Subtyping.Check(ComponentExternType.Component(guest), ComponentExternType.Component(outer)));
    }

    [Fact]
    public void Zoo_Described_ReadsLikeItsWit()
    {
        ComponentType zoo = ComponentValidator.Validate(Guests.Read("zoo")).Type;
        string text = TypePrinter.Describe(zoo);
        Assert.Contains("export demo:zoo/shapes", text, StringComparison.Ordinal);
        Assert.DoesNotContain("…", text, StringComparison.Ordinal);
    }

    private static ComponentSort SortOf(ComponentExternKind kind) => kind switch
    {
        ComponentExternKind.Func => ComponentSort.Func,
        ComponentExternKind.Instance => ComponentSort.Instance,
        ComponentExternKind.Type => ComponentSort.Type,
        _ => throw new InvalidOperationException($"no guest exports {kind}"),
    };
}
