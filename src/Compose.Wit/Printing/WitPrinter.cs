using Compose.Wit.Syntax;

namespace Compose.Wit.Printing;

/// <summary>
/// Writes packages as text in one form: interfaces before worlds, <c>use</c> before types, resources with their
/// functions, other functions last; worlds with all they import. The text resolves to the same packages.
/// </summary>
public sealed partial class WitPrinter
{
    private readonly ResolvedWit _wit;
    private readonly PackageId _package;
    private readonly WitWriter _writer;

    private WitPrinter(ResolvedWit wit, PackageId package, WitWriter writer)
    {
        _wit = wit;
        _package = package;
        _writer = writer;
    }

    /// <summary>One package as a file. It can be read where its dependencies are known.</summary>
    public static string Print(ResolvedWit wit, PackageId package)
    {
        var writer = new WitWriter();
        WitPackage printed = wit[package];
        writer.Docs(printed.Docs);
        writer.Line($"package {PackageText(printed.Name)};");
        new WitPrinter(wit, package, writer).Items();
        return writer.ToString();
    }

    /// <summary>The main package, and all others in braces behind it, by name: a file that needs no other.</summary>
    public static string PrintAll(ResolvedWit wit)
    {
        var writer = new WitWriter();
        writer.Docs(wit[wit.Main].Docs);
        writer.Line($"package {PackageText(wit[wit.Main].Name)};");
        new WitPrinter(wit, wit.Main, writer).Items();
        foreach (WitPackage package in wit.Packages.Order(Comparer<WitPackage>.Create((a, b) => a.Name.CompareTo(b.Name))))
        {
            if (!wit.TryGetPackage(package.Name, out PackageId id) || id == wit.Main)
            {
                continue;
            }

            writer.Line(string.Empty);
            writer.Docs(package.Docs);
            writer.Open($"package {PackageText(package.Name)}");
            new WitPrinter(wit, id, writer).Items();
            writer.Close();
        }

        return writer.ToString();
    }

    private static string PackageText(PackageName name) =>
        Escape(name.Namespace, ':') + ":" + Escape(name.Name, '/') + (name.Version is null ? string.Empty : $"@{name.Version}");

    private static string Escape(string name, char separator) =>
        string.Join(separator, name.Split(separator).Select(WitWriter.Name));

    private void Items()
    {
        foreach ((string name, InterfaceId id) in _wit[_package].Interfaces)
        {
            WitInterface found = _wit[id];
            _writer.Line(string.Empty);
            _writer.Docs(found.Docs);
            Gate(found.Stability);
            _writer.Open($"interface {WitWriter.Name(name)}");
            Interface(found);
            _writer.Close();
        }

        foreach ((string name, WorldId id) in _wit[_package].Worlds)
        {
            WitWorld world = _wit[id];
            _writer.Line(string.Empty);
            _writer.Docs(world.Docs);
            Gate(world.Stability);
            _writer.Open($"world {WitWriter.Name(name)}");
            World(world);
            _writer.Close();
        }
    }

    /// <summary>
    /// Writes a gate, without <c>@since</c> where the package could not have it: items that came in from another
    /// package by <c>include</c> keep that one's versions.
    /// </summary>
    private void Gate(Stability stability)
    {
        if (stability.Since is { } since && (_wit[_package].Name.Version is not { } version || since > version))
        {
            return;
        }

        _writer.Gate(stability);
    }

    private void Interface(WitInterface found)
    {
        Types(found.Types.Select(pair => (pair.Key, pair.Value)), found.Functions.Values);
        foreach (WitFunction function in found.Functions.Values)
        {
            if (function.Resource is null)
            {
                Attributes(function);
                _writer.Line($"{WitWriter.Name(function.Name)}: {Signature(function)};");
            }
        }
    }

    private void World(WitWorld world)
    {
        foreach ((WorldKey key, WorldItem item) in world.Imports)
        {
            if (item is WorldItem.Interface found)
            {
                Extern("import", key, found);
            }
        }

        Types(
            world.Imports.Where(pair => pair.Value is WorldItem.Type).Select(pair => (pair.Key.Name!, ((WorldItem.Type)pair.Value).Id)),
            world.Imports.Values.OfType<WorldItem.Function>().Select(item => item.Signature));
        foreach (WorldItem item in world.Imports.Values)
        {
            if (item is WorldItem.Function { Signature: { Resource: null } function })
            {
                Attributes(function);
                _writer.Line($"import {WitWriter.Name(function.Name)}: {Signature(function)};");
            }
        }

        foreach ((WorldKey key, WorldItem item) in world.Exports)
        {
            if (item is WorldItem.Interface found)
            {
                Extern("export", key, found);
            }
            else if (item is WorldItem.Function { Signature: var function })
            {
                Attributes(function);
                _writer.Line($"export {WitWriter.Name(function.Name)}: {Signature(function)};");
            }
        }
    }

    private void Extern(string verb, WorldKey key, WorldItem.Interface item)
    {
        WitInterface found = _wit[item.Id];
        if (found.Name is null)
        {
            _writer.Docs(found.Docs);
            Gate(found.Stability);
            _writer.ExternalId(item.ExternalId);
            _writer.Open($"{verb} {WitWriter.Name(key.Name!)}: interface");
            Interface(found);
            _writer.Close();
            return;
        }

        _writer.Docs(item.Docs);
        Gate(item.Stability);
        _writer.ExternalId(item.ExternalId);
        string label = key.Name is null ? string.Empty : WitWriter.Name(key.Name) + ": ";
        _writer.Line($"{verb} {label}{PathOf(item.Id)};");
    }

    /// <summary>The name of an interface as this package writes it.</summary>
    private string PathOf(InterfaceId id)
    {
        WitInterface found = _wit[id];
        if (found.Package == _package)
        {
            return WitWriter.Name(found.Name!);
        }

        PackageName package = _wit[found.Package].Name;
        string version = package.Version is null ? string.Empty : $"@{package.Version}";
        return PackageText(package with { Version = null }) + "/" + WitWriter.Name(found.Name!) + version;
    }

    private void Attributes(WitFunction function)
    {
        _writer.Docs(function.Docs);
        Gate(function.Stability);
        _writer.ExternalId(function.ExternalId);
    }
}
