using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Whether core items and modules match (core specification 3.3.6; Explainer, "Type Checking").</summary>
internal static class CoreSubtyping
{
    /// <summary>Why <paramref name="actual"/> may not stand where <paramref name="expected"/> is asked for, or null.</summary>
    public static string? Check(CoreItemType actual, TypeInterner actualTypes, CoreItemType expected, TypeInterner expectedTypes)
    {
        if (actual.Kind != expected.Kind)
        {
            return $"expected {expected}, found {actual}";
        }

        var matches = actual.Kind switch
        {
            ExternKind.Function => FunctionMatches(actual, actualTypes, expected, expectedTypes),
            ExternKind.Tag => FunctionMatches(actual, actualTypes, expected, expectedTypes),
            ExternKind.Table => actual.Type.Table.Element == expected.Type.Table.Element
                && actual.Type.Table.Limits.Matches(expected.Type.Table.Limits),
            ExternKind.Memory => actual.Type.Memory.PageSizeLog2 == expected.Type.Memory.PageSizeLog2
                && actual.Type.Memory.Limits.Matches(expected.Type.Memory.Limits),
            _ => actual.Type.Global == expected.Type.Global,
        };
        return matches ? null : $"expected {expected}, found {actual}";
    }

    /// <summary>Where and why a module does not match a module type, or null.</summary>
    public static (string Path, string Reason)? Check(CoreModuleType actual, CoreModuleType expected)
    {
        var supplied = new Dictionary<(string, string), CoreItemType>(expected.Imports.Count);
        foreach (var import in expected.Imports)
        {
            supplied[(import.Module, import.Name)] = import.Type;
        }

        foreach (var import in actual.Imports)
        {
            var path = $"import `{import.Module}` `{import.Name}`";
            if (!supplied.TryGetValue((import.Module, import.Name), out var type))
            {
                return (path, $"the module imports `{import.Module}` `{import.Name}`, which is not expected");
            }

            if (Check(type, expected.Interner, import.Type, actual.Interner) is { } reason)
            {
                return (path, reason);
            }
        }

        foreach (var export in expected.Exports)
        {
            var path = $"export `{export.Name}`";
            if (!actual.ExportsByName.TryGetValue(export.Name, out var type))
            {
                return (path, $"the module has no export `{export.Name}`");
            }

            if (Check(type, actual.Interner, export.Type, expected.Interner) is { } reason)
            {
                return (path, reason);
            }
        }

        return null;
    }

    private static bool FunctionMatches(CoreItemType actual, TypeInterner actualTypes, CoreItemType expected, TypeInterner expectedTypes)
    {
        if (ReferenceEquals(actualTypes, expectedTypes))
        {
            return actualTypes.IsSubtype(actual.Type.TypeIndex, expected.Type.TypeIndex);
        }

        // Ids of different interners mean nothing to each other: only signatures without them can be compared.
        return IsClosed(actual.Func!) && IsClosed(expected.Func!) && actual.Func!.Equals(expected.Func);
    }

    private static bool IsClosed(FuncType type)
    {
        foreach (var value in type.Params)
        {
            if (value.IsRef && value.Heap.IsConcrete)
            {
                return false;
            }
        }

        foreach (var value in type.Results)
        {
            if (value.IsRef && value.Heap.IsConcrete)
            {
                return false;
            }
        }

        return true;
    }
}
