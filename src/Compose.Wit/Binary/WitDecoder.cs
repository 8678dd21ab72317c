using Compose.Wasm.Components;
using Compose.Wit.Syntax;

namespace Compose.Wit.Binary;

/// <summary>
/// Reads WIT out of component binaries (WIT.md, "Package Format"): packages that were encoded, and the world of any
/// component.
/// </summary>
public static class WitDecoder
{
    /// <summary>The package that a component's own world gets, which has no name.</summary>
    public static PackageName RootPackage { get; } = new("root", "component", null);

    /// <summary>The name that a component's own world gets.</summary>
    public const string RootWorld = "root";

    /// <summary>Decodes and validates a binary, then reads its WIT: the package that it encodes, or else its world.</summary>
    /// <exception cref="ComposeException"><c>Component.*</c> if the binary is not valid, <c>Wit.NotWit</c> if WIT cannot say what it is.</exception>
    /// <param name="file">What errors call the binary.</param>
    public static ResolvedWit Decode(ReadOnlyMemory<byte> bytes, string? file = null)
    {
        var arena = new WitArena();
        PackageId main = DecodeInto(arena, bytes, file);
        return new ResolvedWit(arena, main, new SourceMap());
    }

    /// <summary>The world of a component whose types are resolved, as <c>root:component/root</c>.</summary>
    public static ResolvedWit DecodeComponent(ComponentType component)
    {
        var arena = new WitArena();
        var reader = new PackageReader(arena, null);
        return new ResolvedWit(arena, reader.ReadComponent(component), new SourceMap());
    }

    internal static PackageId DecodeInto(WitArena arena, ReadOnlyMemory<byte> bytes, string? file)
    {
        if (!Component.IsComponent(bytes.Span))
        {
            throw new ComposeException(
                ErrorCodes.Wit.NotWit, "the binary is not a component", new ErrorLocation { File = file }, "a core module has no WIT of its own");
        }

        ResolvedComponent component = Validate(bytes);
        var reader = new PackageReader(arena, file);
        return IsPackage(component) ? reader.ReadPackage(component) : reader.ReadComponent(component.Type);
    }

    /// <summary>Validates what WIT is read from: everything that WIT can say is accepted, bodies of functions are left alone.</summary>
    internal static ResolvedComponent Validate(ReadOnlyMemory<byte> bytes) =>
        ComponentValidator.Validate(bytes, ComponentOptions.Lenient with { DeferFunctionBodies = true });

    /// <summary>An encoded package imports nothing and exports component types.</summary>
    public static bool IsPackage(ResolvedComponent component)
    {
        if (component.Imports.Count > 0 || component.Exports.Count == 0)
        {
            return false;
        }

        foreach (ComponentExtern item in component.Exports)
        {
            if (item.Kind != ComponentExternKind.Type || item.Type.Type is not ComponentType)
            {
                return false;
            }
        }

        return true;
    }
}
