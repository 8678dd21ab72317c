using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>What an import asks for, told from its type.</summary>
internal static class ImportClass
{
    /// <summary>
    /// True if it brings nothing but types without identity: an interface with neither functions nor resources, or a
    /// type that equals another.
    /// </summary>
    public static bool IsTypesOnly(ComponentExtern import)
    {
        if (import.Kind == ComponentExternKind.Type)
        {
            return !import.Type.IsNewResource;
        }

        if (import.Type.AsInstance is not { } instance)
        {
            return false;
        }

        foreach (var item in instance.Exports)
        {
            if (item.Kind == ComponentExternKind.Instance ? !IsTypesOnly(item) : item.Kind != ComponentExternKind.Type || item.Type.IsNewResource)
            {
                return false;
            }
        }

        return true;
    }
}
