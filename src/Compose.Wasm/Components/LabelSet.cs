namespace Compose.Wasm.Components;

/// <summary>Labels of one scope: each in kebab case, and strongly unique.</summary>
internal readonly struct LabelSet(ComponentFeatures features)
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    public void Add(string label, string what, long offset)
    {
        if (!ExternName.IsLabel(label))
        {
            WasmErrors.Invalid(offset, label.Length == 0 ? $"{what} name cannot be empty" : $"{what} name `{label}` is not in kebab case");
        }

        var key = ExternName.Fold(label, features);
        if (!_labels.TryAdd(key, label))
        {
            WasmErrors.Invalid(offset, $"{what} name `{label}` conflicts with previous name `{_labels[key]}`");
        }
    }
}
