using Compose.Wasm.Components;
using Compose.Wasm.Core;

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

        var producers = new List<Producers.Entry>();
        foreach (ProducerField field in component.ReadProducers())
        {
            foreach ((string name, string version) in field.Values)
            {
                producers.Add(new Producers.Entry(field.Name, name, version));
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
            Producers = producers,
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
            CustomSections = sections,
            Functions = module.Bodies.Length,
            Content = (code, data),
            Nested = [],
        };
    }

    private static string Word(ExternKind kind) => kind == ExternKind.Function ? "func" : kind.ToString().ToLowerInvariant();
}
