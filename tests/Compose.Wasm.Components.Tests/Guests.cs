using Compose.Testing;

namespace Compose.Wasm.Components.Tests;

/// <summary>The real components that tests share.</summary>
internal static class Guests
{
    public static TheoryData<string> All()
    {
        var data = new TheoryData<string>();
        foreach (string name in Names())
        {
            data.Add(name);
        }

        if (data.Count == 0)
        {
            data.Add("zoo");
        }

        return data;
    }

    public static IReadOnlyList<string> Names()
    {
        if (SharedData.Find("guests") is not { } folder)
        {
            return [];
        }

        var names = Directory.GetFiles(folder, "*.wasm").Select(path => Path.GetFileNameWithoutExtension(path)!).ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public static byte[] Read(string name) => File.ReadAllBytes(SharedData.Require($"guests/{name}.wasm"));
}
