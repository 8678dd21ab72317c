"""witcanon:1 (docs/witcanon.md), written from the text alone.

Takes WIT as resolved JSON, the form that wit-parser dumps: arrays `worlds`, `interfaces`, `types` and `packages`
which name each other by index. Gives the canonical forms and the ids of interfaces, worlds and packages.
"""
import hashlib

from cborcanon import encode

PRIMITIVES = ["bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string",
              "error-context"]


def identity(form):
    return hashlib.sha256(b"witcanon:1" + encode(form)).digest()


class Wit:
    def __init__(self, resolved):
        self.resolved = resolved
        self.inline = {}
        for number, world in enumerate(resolved["worlds"]):
            for side, items in enumerate((world["imports"], world["exports"])):
                for key, item in items.items():
                    if "interface" in item and resolved["interfaces"][item["interface"]["id"]]["name"] is None:
                        self.inline[item["interface"]["id"]] = [self.world_name(number), side, key]

    # names

    def full_name(self, package, name):
        whole = self.resolved["packages"][package]["name"]
        package_name, at, version = whole.partition("@")
        return f"{package_name}/{name}{at}{version}"

    def world_name(self, number):
        world = self.resolved["worlds"][number]
        return self.full_name(world["package"], world["name"])

    def path(self, number):
        interface = self.resolved["interfaces"][number]
        return self.inline[number] if interface["name"] is None \
            else self.full_name(interface["package"], interface["name"])

    # types

    def reference(self, type_):
        """A type where it is used: a resource is its owning handle."""
        if isinstance(type_, str):
            return PRIMITIVES.index(type_)
        target = self.follow(type_)
        if isinstance(target, str):
            return PRIMITIVES.index(target)
        if self.resolved["types"][target]["kind"] == "resource":
            return identity([0, 1, identity(self.resource(target))])
        return identity(self.type_form(target))

    def follow(self, number):
        """What an alias stands for: a primitive's name or the number of a type that is no alias."""
        while not isinstance(number, str):
            kind = self.resolved["types"][number]["kind"]
            if not (isinstance(kind, dict) and "type" in kind):
                return number
            number = kind["type"]
        return number

    def resource(self, number):
        type_ = self.resolved["types"][number]
        owner = type_["owner"]
        where = self.path(owner["interface"]) if "interface" in owner else self.world_name(owner["world"])
        return [0, 0, where, type_["name"]]

    def optional(self, type_):
        return None if type_ is None else self.reference(type_)

    def type_form(self, number):
        kind = self.resolved["types"][number]["kind"]
        if isinstance(kind, str):
            kind = {kind: None}
        (name, body), = kind.items()
        if name == "handle":
            (mode, target), = body.items()
            return [0, 1 if mode == "own" else 2, identity(self.resource(self.follow(target)))]
        if name == "record":
            return [0, 3, [[field["name"], self.reference(field["type"])] for field in body["fields"]]]
        if name == "variant":
            return [0, 4, [[case["name"], self.optional(case["type"])] for case in body["cases"]]]
        if name == "enum":
            return [0, 5, [case["name"] for case in body["cases"]]]
        if name == "flags":
            return [0, 6, [flag["name"] for flag in body["flags"]]]
        if name == "tuple":
            return [0, 7, [self.reference(one) for one in body["types"]]]
        if name == "list":
            return [0, 8, self.reference(body)]
        if name == "fixed-length-list":
            return [0, 9, self.reference(body[0]), body[1]]
        if name == "map":
            return [0, 10, self.reference(body[0]), self.reference(body[1])]
        if name == "option":
            return [0, 11, self.reference(body)]
        if name == "result":
            return [0, 12, self.optional(body["ok"]), self.optional(body["err"])]
        if name == "future":
            return [0, 13, self.optional(body)]
        if name == "stream":
            return [0, 14, self.optional(body)]
        raise ValueError(f"a kind of type that witcanon:1 does not have: {name}")

    def item(self, number):
        """A type as an item: a resource is itself, not a handle."""
        target = self.follow(number)
        if not isinstance(target, str) and self.resolved["types"][target]["kind"] == "resource":
            return identity(self.resource(target))
        return self.reference(number)

    # items

    def function(self, function):
        form = {0: [[one["name"], self.reference(one["type"])] for one in function["params"]]}
        if function.get("result") is not None:
            form[1] = self.reference(function["result"])
        kind = function["kind"]
        if (kind if isinstance(kind, str) else next(iter(kind))).startswith("async"):
            form[2] = True
        if "external_id" in function:
            form[3] = function["external_id"]
        return form

    def interface_form(self, number):
        interface = self.resolved["interfaces"][number]
        types = {}
        for name, type_ in interface["types"].items():
            types[name] = {0: self.item(type_)}
            if "external_id" in self.resolved["types"][type_]:
                types[name][1] = self.resolved["types"][type_]["external_id"]
        return [1, self.path(number), types,
                {name: self.function(one) for name, one in interface["functions"].items()}]

    def interface_id(self, number):
        return identity(self.interface_form(number))

    def world_form(self, number):
        world = self.resolved["worlds"][number]
        return [2, self.world_name(number), self.items(world["imports"]), self.items(world["exports"])]

    def items(self, items):
        result = {}
        for key, item in items.items():
            if "interface" in item:
                target = item["interface"]["id"]
                # The dump names an interface that is imported by its own name "interface-N".
                if key == f"interface-{target}" and self.resolved["interfaces"][target]["name"] is not None:
                    key = self.path(target)
                form = {0: self.interface_id(target)}
                external = item["interface"].get("external_id")
            elif "function" in item:
                form, external = {1: self.function(item["function"])}, None
            else:
                form = {2: self.item(item["type"])}
                external = self.resolved["types"][item["type"]].get("external_id")
            if external is not None:
                form[3] = external
            result[key] = form
        return result

    def package_form(self, number):
        package = self.resolved["packages"][number]
        return [3, package["name"],
                {name: self.interface_id(one) for name, one in package["interfaces"].items()},
                {name: identity(self.world_form(one)) for name, one in package["worlds"].items()}]

    def ids(self):
        """{(kind, name): (form, id)} of everything that has one."""
        result = {}
        for number, interface in enumerate(self.resolved["interfaces"]):
            if interface["name"] is not None:
                form = self.interface_form(number)
                result["interface", self.path(number)] = form, identity(form)
        for number in range(len(self.resolved["worlds"])):
            form = self.world_form(number)
            result["world", self.world_name(number)] = form, identity(form)
        for number, package in enumerate(self.resolved["packages"]):
            form = self.package_form(number)
            result["package", package["name"]] = form, identity(form)
        return result
