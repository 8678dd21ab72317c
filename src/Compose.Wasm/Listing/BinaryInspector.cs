using Compose.Wasm.Components;
using Compose.Wasm.Core;
using Compose.Wasm.Metadata;

namespace Compose.Wasm.Listing;

/// <summary>Makes a <see cref="BinarySummary"/>.</summary>
internal static class BinaryInspector
{
    public static BinarySummary Inspect(ReadOnlyMemory<byte> bytes) => Component.IsComponent(bytes.Span)
        ? Of(ComponentReader.Read(bytes, new ComponentOptions { Features = ComponentFeatures.All }))
        : Of(CoreModuleReader.Read(bytes, WasmFeatures.All));

    private static BinarySummary Of(Component component)
    {
        var imports = new List<(string, string)>();
        var exports = new List<(string, string)>();
        var nested = new List<BinarySummary>();
        foreach (ComponentDefinition definition in component.Definitions)
        {
            switch (definition)
            {
                case ImportDefinition import:
                    imports.Add((import.Name, Sorts.NameOf(Sorts.Of(import.Type.Kind))));
                    break;
                case ExportDefinition export:
                    exports.Add((export.Name, Sorts.NameOf(export.Item.Sort)));
                    break;
                case NestedComponentDefinition inner:
                    nested.Add(Of(inner.Component));
                    break;
                case CoreModuleDefinition module:
                    nested.Add(Of(module.Module));
                    break;
            }
        }

        return new BinarySummary
        {
            IsComponent = true,
            Name = component.ReadNames().Name,
            Offset = component.Offset,
            Size = component.Bytes.Length,
            Digest = Digest.Of(component.Bytes.Span),
            Imports = imports,
            Exports = exports,
            Producers = component.ReadProducers(),
            Annotations = Annotations(component.CustomSections.Select(section => (section.Name, section.Content))),
            CustomSections = component.CustomSections.Select(section => (section.Name, section.Content.Length)).ToList(),
            Nested = nested,
        };
    }

    private static BinarySummary Of(CoreModule module)
    {
        long code = 0, data = 0;
        foreach (FunctionBody body in module.Bodies)
        {
            code += body.CodeLength;
        }

        foreach (DataSegment segment in module.Data)
        {
            data += segment.Length;
        }

        var imports = new List<(string, string)>();
        foreach (Import import in module.Imports)
        {
            imports.Add(($"{import.Module}.{import.Name}", Word(import.Kind)));
        }

        var exports = new List<(string, string)>();
        foreach (Export export in module.Exports)
        {
            exports.Add((export.Name, Word(export.Kind)));
        }

        var sections = new List<(string, int)>();
        foreach (CustomSection section in module.CustomSections)
        {
            sections.Add((section.Name, section.Length));
        }

        return new BinarySummary
        {
            IsComponent = false,
            Name = new CoreNames(module).ModuleName,
            Offset = module.BaseOffset,
            Size = module.Bytes.Length,
            Digest = Digest.Of(module.Bytes.Span),
            Imports = imports,
            Exports = exports,
            Producers = Producers.Of(module),
            Annotations = Annotations(module.CustomSections.Select(section => (section.Name, module.Bytes.Slice(section.Offset, section.Length)))),
            CustomSections = sections,
            Functions = module.Bodies.Length,
            Content = (code, data),
            Nested = [],
        };
    }

    /// <summary>The first section of each name counts.</summary>
    private static List<(string Name, string Text)> Annotations(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> sections)
    {
        var found = new SortedDictionary<int, string>();
        foreach ((string name, ReadOnlyMemory<byte> content) in sections)
        {
            int at = BinaryAnnotations.IndexOf(name);
            if (at >= 0)
            {
                found.TryAdd(at, BinaryAnnotations.Text(content.Span));
            }
        }

        return [.. found.Select(item => (BinaryAnnotations.Names[item.Key], item.Value))];
    }

    private static string Word(ExternKind kind) => kind == ExternKind.Function ? "func" : kind.ToString().ToLowerInvariant();
}
