namespace Compose.Wasm.Components;

/// <summary>Arguments of an instantiation.</summary>
internal sealed partial class SubtypeChecker
{
    /// <summary>Whether an argument satisfies an import.</summary>
    public TypeMismatch? CheckArgument(ComponentExtern import, ComponentExternType argument)
    {
        Push("import", import.Name);
        return Pop(Check(argument, import.Type));
    }

    /// <summary>An import without an argument.</summary>
    public TypeMismatch MissingArgument(ComponentExtern import, IEnumerable<string> given)
    {
        Push("import", import.Name);
        var hint = "supply it, for instance by a wire from an instance that exports it";
        if (import.ExternName.Interface is { } wanted)
        {
            foreach (var name in given)
            {
                if (InterfaceName.TryParse(name, out var offered) && offered.WithoutVersion == wanted.WithoutVersion)
                {
                    hint = $"`{name}` is supplied: names must be equal, version included";
                    break;
                }
            }
        }

        var mismatch = Fail($"missing import named `{import.Name}`", TypePrinter.Print(import.Type), string.Empty, hint);
        _path.Clear();
        return mismatch;
    }
}
