namespace Compose.Wasm.Components;

/// <summary>Names and codes of the index spaces.</summary>
internal static class Sorts
{
    /// <summary>As the text format says it.</summary>
    public static string NameOf(ComponentSort sort) => sort switch
    {
        ComponentSort.CoreFunc => "core func",
        ComponentSort.CoreTable => "core table",
        ComponentSort.CoreMemory => "core memory",
        ComponentSort.CoreGlobal => "core global",
        ComponentSort.CoreTag => "core tag",
        ComponentSort.CoreType => "core type",
        ComponentSort.CoreModule => "core module",
        ComponentSort.CoreInstance => "core instance",
        ComponentSort.Func => "func",
        ComponentSort.Value => "value",
        ComponentSort.Type => "type",
        ComponentSort.Component => "component",
        _ => "instance",
    };

    public static bool IsCore(ComponentSort sort) => (int)sort < 0x100;

    /// <summary>The sort that an import or export of a kind belongs to.</summary>
    public static ComponentSort Of(ComponentExternKind kind) => kind switch
    {
        ComponentExternKind.CoreModule => ComponentSort.CoreModule,
        ComponentExternKind.Func => ComponentSort.Func,
        ComponentExternKind.Value => ComponentSort.Value,
        ComponentExternKind.Type => ComponentSort.Type,
        ComponentExternKind.Component => ComponentSort.Component,
        _ => ComponentSort.Instance,
    };
}
