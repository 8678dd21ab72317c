namespace Compose.Wasm.Components;

/// <summary>A function that a component exports, by itself or within an instance.</summary>
/// <param name="Name"><c>function</c>, or <c>interface#function</c>.</param>
/// <param name="Type">Its type.</param>
public sealed record ExportedFunction(string Name, ComponentExternType Type)
{
    /// <summary>The type in the words of WIT.</summary>
    public string Text => TypePrinter.Print(Type);

    /// <summary>The functions of a component, in the order of its exports.</summary>
    public static IReadOnlyList<ExportedFunction> Of(ResolvedComponent component)
    {
        var functions = new List<ExportedFunction>();
        foreach (ComponentExtern export in component.Exports)
        {
            if (export.Kind == ComponentExternKind.Func)
            {
                functions.Add(new ExportedFunction(export.Name, export.Type));
            }
            else if (export.Type.AsInstance is { } instance)
            {
                foreach (ComponentExtern item in instance.Exports)
                {
                    if (item.Kind == ComponentExternKind.Func)
                    {
                        functions.Add(new ExportedFunction($"{export.Name}#{item.Name}", item.Type));
                    }
                }
            }
        }

        return functions;
    }

    /// <summary>Whether the name means this function: its own, or that without the version of the interface.</summary>
    public bool IsNamed(string name)
    {
        int hash = Name.IndexOf('#', StringComparison.Ordinal), at = Name.IndexOf('@', StringComparison.Ordinal);
        return name == Name || (at >= 0 && at < hash && name.AsSpan().StartsWith(Name.AsSpan(0, at)) && name.AsSpan(at).SequenceEqual(Name.AsSpan(hash)));
    }
}
