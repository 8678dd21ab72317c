using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Wit;
using Compose.Wit.Printing;

namespace Compose.CommandLine;

/// <summary><c>wit print WIT</c>: the one form of the text, or of one package, or of everything in one file.</summary>
internal static class WitPrintVerb
{
    public static Command Create()
    {
        Argument<string> source = WitVerbs.Source();
        var package = new Option<string?>("--package", "-p") { Description = "Print this package instead of the main one.", HelpName = "NAME" };
        var whole = new Option<bool>("--all", "-a") { Description = "Print the dependencies too, in braces: a file that needs no other." };
        Option<string[]> features = WitVerbs.Features();
        Option<bool> all = WitVerbs.AllFeatures();
        var command = new Command("print", "Print WIT in one form, worlds with all they import.") { source, package, whole, features, all };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ResolvedWit wit = WitVerbs.Load(parsed.GetRequiredValue(source), WitVerbs.Options(parsed, features, all));
            PackageId main = WitVerbs.Package(wit, parsed.GetValue(package));
            string printed = parsed.GetValue(whole) ? WitPrinter.PrintAll(wit.WithMain(main)) : WitPrinter.Print(wit, main);
            return invocation.Succeed(
                new JsonObject { ["package"] = wit[main].Name.ToString(), ["wit"] = printed }, text => text.Write(printed));
        }));
        return command;
    }
}
