using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wasm.Components;

namespace Compose.CommandLine;

/// <summary><c>reflect exports|describe</c>: what a component needs and gives, with types.</summary>
internal static class ReflectVerbs
{
    public static Command Create() => new("reflect", "Look into plans, artifacts and components.")
    {
        Exports(),
        Describe(),
    };

    private static Argument<string> Target() => new("TARGET") { Description = "A plan, an artifact of `emit build`, or any component." };

    private static Command Exports()
    {
        Argument<string> target = Target();
        var command = new Command("exports", "List the exported functions and their types.") { target };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IReadOnlyList<ExportedFunction> functions = ExportedFunction.Of(Component(parsed, parsed.GetRequiredValue(target)));
            var array = new JsonArray();
            foreach (ExportedFunction function in functions)
            {
                array.Add((JsonNode)new JsonObject { ["name"] = function.Name, ["type"] = function.Text });
            }

            return invocation.Succeed(new JsonObject { ["exports"] = array }, text =>
            {
                foreach (ExportedFunction function in functions)
                {
                    text.WriteLine($"{function.Name}: {function.Text}");
                }
            });
        }));
        return command;
    }

    private static Command Describe()
    {
        Argument<string> target = Target();
        var name = new Argument<string?>("EXPORT") { Description = "One export: interface#function, interface, or function; without it, all imports and exports.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("describe", "Print the type of an export, or of the whole component, in the words of WIT.") { target, name };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedComponent component = Component(parsed, parsed.GetRequiredValue(target));
            if (parsed.GetValue(name) is not { } wanted)
            {
                string all = TypePrinter.Describe(component.Type);
                return invocation.Succeed(new JsonObject { ["type"] = all }, text => text.WriteLine(all.TrimEnd()));
            }

            if (ExportedFunction.Of(component).FirstOrDefault(each => each.IsNamed(wanted)) is { } function)
            {
                return invocation.Succeed(new JsonObject { ["name"] = function.Name, ["type"] = function.Text }, text => text.WriteLine($"{function.Name}: {function.Text}"));
            }

            foreach (ComponentExtern export in component.Exports)
            {
                if ((export.Name == wanted || export.Interface?.WithoutVersion == wanted) && export.Type.AsInstance is { } instance)
                {
                    string described = TypePrinter.Describe(instance);
                    return invocation.Succeed(new JsonObject { ["name"] = export.Name, ["type"] = described }, text => text.WriteLine(described.TrimEnd()));
                }
            }

            throw new ComposeException(
                ErrorCodes.Exec.MissingExport,
                $"there is no export '{wanted}'",
                new ErrorLocation { File = parsed.GetRequiredValue(target) },
                $"there are: {string.Join(", ", component.Exports.Select(export => export.Name))}");
        }));
        return command;
    }

    private static ResolvedComponent Component(ParseResult parsed, string path) =>
        new Exec.ExecLoader(new Exec.ExecLoaderOptions { Blobs = StoreFolder.Open(parsed) }).Look(InputFile.Read(path), path);
}
