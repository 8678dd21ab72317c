namespace Compose.Wasm.Components;

/// <summary>Instances, aliases, imports and exports.</summary>
public sealed partial class ComponentBuilder
{
    /// <summary>Instantiates a core module; each argument is a core instance for one module name.</summary>
    public CoreInstanceIndex Instantiate(CoreModuleIndex module, IReadOnlyList<(string Name, CoreInstanceIndex Instance)> arguments)
    {
        var writer = Begin(DefinitionKind.CoreInstance);
        writer.WriteByte(0);
        writer.WriteVarU32(module.Value);
        writer.WriteVarU32(arguments.Count);
        foreach (var (name, instance) in arguments)
        {
            writer.WriteName(name);
            writer.WriteByte(0x12);
            writer.WriteVarU32(instance.Value);
        }

        return new CoreInstanceIndex(Next(ComponentSort.CoreInstance));
    }

    /// <summary>A core instance made of core functions, tables, memories, globals and tags.</summary>
    public CoreInstanceIndex CoreInstance(IReadOnlyList<(string Name, SortIndex Item)> exports)
    {
        var writer = Begin(DefinitionKind.CoreInstance);
        writer.WriteByte(1);
        writer.WriteVarU32(exports.Count);
        foreach (var (name, item) in exports)
        {
            if ((int)item.Sort > (int)ComponentSort.CoreTag)
            {
                throw new ArgumentException($"a core instance cannot export a {Sorts.NameOf(item.Sort)}", nameof(exports));
            }

            writer.WriteName(name);
            writer.WriteByte((byte)item.Sort);
            writer.WriteVarU32(item.Index);
        }

        return new CoreInstanceIndex(Next(ComponentSort.CoreInstance));
    }

    /// <summary>Instantiates a component with arguments by import name.</summary>
    public InstanceIndex Instantiate(ComponentIndex component, IReadOnlyList<(string Name, SortIndex Item)> arguments)
    {
        var writer = Begin(DefinitionKind.Instance);
        writer.WriteByte(0);
        writer.WriteVarU32(component.Value);
        writer.WriteVarU32(arguments.Count);
        foreach (var (name, item) in arguments)
        {
            writer.WriteName(name);
            SyntaxWriter.WriteItem(writer, item);
        }

        return new InstanceIndex(Next(ComponentSort.Instance));
    }

    /// <summary>An instance made of items of this component.</summary>
    public InstanceIndex Instance(IReadOnlyList<NamedItem> exports)
    {
        var writer = Begin(DefinitionKind.Instance);
        writer.WriteByte(1);
        writer.WriteVarU32(exports.Count);
        foreach (var (name, item, attributes) in exports)
        {
            SyntaxWriter.WriteExternName(writer, name, attributes);
            SyntaxWriter.WriteItem(writer, item);
        }

        return new InstanceIndex(Next(ComponentSort.Instance));
    }

    /// <summary>A function that an instance exports.</summary>
    public FuncIndex AliasFunc(InstanceIndex instance, string name) => new(AliasExport(ComponentSort.Func, instance, name));

    /// <summary>A component that an instance exports.</summary>
    public ComponentIndex AliasComponent(InstanceIndex instance, string name) => new(AliasExport(ComponentSort.Component, instance, name));

    /// <summary>A core module that an instance exports.</summary>
    public CoreModuleIndex AliasCoreModule(InstanceIndex instance, string name) => new(AliasExport(ComponentSort.CoreModule, instance, name));

    /// <summary>An export of an instance, of any sort. Gives its index within the sort.</summary>
    public SortIndex Alias(ComponentSort sort, InstanceIndex instance, string name) => new(sort, AliasExport(sort, instance, name));

    /// <summary>A component of an enclosing component.</summary>
    public ComponentIndex AliasOuter(int count, ComponentIndex component) => new(AliasOuter(ComponentSort.Component, count, component.Value));

    /// <summary>A core module of an enclosing component.</summary>
    public CoreModuleIndex AliasOuter(int count, CoreModuleIndex module) => new(AliasOuter(ComponentSort.CoreModule, count, module.Value));

    public CoreFuncIndex AliasCoreFunc(CoreInstanceIndex instance, string name) => new(AliasCore(ComponentSort.CoreFunc, instance, name));

    public CoreTableIndex AliasCoreTable(CoreInstanceIndex instance, string name) => new(AliasCore(ComponentSort.CoreTable, instance, name));

    public CoreMemoryIndex AliasCoreMemory(CoreInstanceIndex instance, string name) => new(AliasCore(ComponentSort.CoreMemory, instance, name));

    public CoreGlobalIndex AliasCoreGlobal(CoreInstanceIndex instance, string name) => new(AliasCore(ComponentSort.CoreGlobal, instance, name));

    public CoreTagIndex AliasCoreTag(CoreInstanceIndex instance, string name) => new(AliasCore(ComponentSort.CoreTag, instance, name));

    /// <summary>An import of any kind. Gives its index within its sort.</summary>
    public SortIndex Import(string name, ExternTypeSyntax type, ExternAttributes attributes = default)
    {
        var writer = Begin(DefinitionKind.Import);
        SyntaxWriter.WriteExternName(writer, name, attributes);
        SyntaxWriter.WriteExternType(writer, type);
        var sort = Sorts.Of(type.Kind);
        return new SortIndex(sort, Next(sort));
    }

    public InstanceIndex ImportInstance(string name, TypeIndex type, ExternAttributes attributes = default) =>
        new(Import(name, ExternTypeSyntax.Instance(type), attributes).Index);

    public FuncIndex ImportFunc(string name, TypeIndex type, ExternAttributes attributes = default) =>
        new(Import(name, ExternTypeSyntax.Func(type), attributes).Index);

    public ComponentIndex ImportComponent(string name, TypeIndex type, ExternAttributes attributes = default) =>
        new(Import(name, ExternTypeSyntax.Component(type), attributes).Index);

    public CoreModuleIndex ImportCoreModule(string name, CoreTypeIndex type, ExternAttributes attributes = default) =>
        new(Import(name, ExternTypeSyntax.CoreModule(type), attributes).Index);

    /// <summary>An import of a type: a resource, or another name of a type.</summary>
    public TypeIndex ImportType(string name, ExternTypeSyntax type, ExternAttributes attributes = default) =>
        new(Import(name, type, attributes).Index);

    /// <summary>
    /// Exports an item, with a type if that should be more general than its own. Gives the new item that stands for
    /// the export: later definitions that are exported too must refer to types by it.
    /// </summary>
    public SortIndex Export(string name, SortIndex item, ExternTypeSyntax? type = null, ExternAttributes attributes = default)
    {
        var writer = Begin(DefinitionKind.Export);
        SyntaxWriter.WriteExternName(writer, name, attributes);
        SyntaxWriter.WriteItem(writer, item);
        writer.WriteByte(type is null ? (byte)0 : (byte)1);
        if (type is { } ascribed)
        {
            SyntaxWriter.WriteExternType(writer, ascribed);
        }

        return new SortIndex(item.Sort, Next(item.Sort));
    }

    /// <summary>Exports a type. The index is the one to use from here on.</summary>
    public TypeIndex ExportType(string name, TypeIndex type, ExternTypeSyntax? ascribed = null) =>
        new(Export(name, type, ascribed).Index);

    /// <summary>Exports a function.</summary>
    public FuncIndex ExportFunc(string name, FuncIndex func, TypeIndex? ascribed = null) =>
        new(Export(name, func, ascribed is { } type ? ExternTypeSyntax.Func(type) : null).Index);

    /// <summary>Exports an instance.</summary>
    public InstanceIndex ExportInstance(string name, InstanceIndex instance, TypeIndex? ascribed = null) =>
        new(Export(name, instance, ascribed is { } type ? ExternTypeSyntax.Instance(type) : null).Index);

    private int AliasCore(ComponentSort sort, CoreInstanceIndex instance, string name)
    {
        var writer = Begin(DefinitionKind.Alias);
        SyntaxWriter.WriteSort(writer, sort);
        writer.WriteByte((byte)AliasKind.CoreExport);
        writer.WriteVarU32(instance.Value);
        writer.WriteName(name);
        return Next(sort);
    }
}
