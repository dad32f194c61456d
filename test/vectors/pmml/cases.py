"""The hand-written models: what each is called, its PMML, and what it is there for.

All are over the same inputs (`FIELDS`), so that one set of rows serves them.
"""

NS = "http://www.dmg.org/PMML-4_4"

FIELDS = {
    "age": '<DataField name="age" optype="continuous" dataType="double"/>',
    "income": '<DataField name="income" optype="continuous" dataType="double"/>',
    "kids": '<DataField name="kids" optype="continuous" dataType="integer"/>',
    "ratio": '<DataField name="ratio" optype="continuous" dataType="float"/>',
    "job": '<DataField name="job" optype="categorical" dataType="string">'
    + "".join(f'<Value value="{v}"/>' for v in ("clerk", "farmer", "self employed", "none"))
    + "</DataField>",
    "grade": '<DataField name="grade" optype="ordinal" dataType="integer">'
    + "".join(f'<Value value="{v}"/>' for v in (1, 2, 3, 5))
    + "</DataField>",
    "bad": '<DataField name="bad" optype="categorical" dataType="string"><Value value="no"/>'
    + '<Value value="yes"/></DataField>',
    "score": '<DataField name="score" optype="continuous" dataType="double"/>',
}


def pmml(model, fields, derived="", **data):
    """A whole file. `data` replaces the entry of a field."""
    dictionary = "".join(data.get(name, FIELDS[name]) for name in fields)
    transformations = f"<TransformationDictionary>{derived}</TransformationDictionary>" if derived else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<PMML xmlns="{NS}" version="4.4">\n<Header/>\n'
        f"<DataDictionary>{dictionary}</DataDictionary>\n{transformations}\n{model}\n</PMML>\n"
    ).replace("><", ">\n<")


def schema(*fields, target=None, **attributes):
    """A MiningSchema; `attributes` are those of single fields."""
    lines = [f'<MiningField name="{f}" {attributes.get(f, "")}/>' for f in fields]
    if target:
        lines.append(f'<MiningField name="{target}" usageType="target"/>')
    return f"<MiningSchema>{''.join(lines)}</MiningSchema>"


def simple(field, operator, value=None):
    names = {"<": "lessThan", "<=": "lessOrEqual", ">": "greaterThan", ">=": "greaterOrEqual", "=": "equal", "!=": "notEqual"}
    v = "" if value is None else f' value="{value}"'
    return f'<SimplePredicate field="{field}" operator="{names.get(operator, operator)}"{v}/>'


def compound(operator, *parts):
    return f'<CompoundPredicate booleanOperator="{operator}">{"".join(parts)}</CompoundPredicate>'


def is_in(field, *values, operator="isIn"):
    texts = " ".join(f"&quot;{v}&quot;" if " " in v else v for v in values)
    return (
        f'<SimpleSetPredicate field="{field}" booleanOperator="{operator}">'
        f'<Array n="{len(values)}" type="string">{texts}</Array></SimpleSetPredicate>'
    )


def between(field, low, high):
    return compound("and", simple(field, ">", low), simple(field, "<=", high))


TRUE = "<True/>"


# Scorecards


def characteristic(name, attributes, baseline=None, reason=None):
    extra = "" if baseline is None else f' baselineScore="{baseline}"'
    extra += "" if reason is None else f' reasonCode="{reason}"'
    parts = []
    for points, predicate, *rest in attributes:
        own = f' reasonCode="{rest[0]}"' if rest else ""
        if isinstance(points, str):
            parts.append(f"<Attribute{own}>{predicate}<ComplexPartialScore>{points}</ComplexPartialScore></Attribute>")
        else:
            parts.append(f'<Attribute partialScore="{points}"{own}>{predicate}</Attribute>')
    return f'<Characteristic name="{name}"{extra}>{"".join(parts)}</Characteristic>'


def scorecard(fields, characteristics, derived="", data=None, mining=None, **attributes):
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    count = 4
    output = '<Output><OutputField name="final" feature="predictedValue" dataType="double" optype="continuous"/>'
    if attributes.get("useReasonCodes") != "false":
        output += "".join(
            f'<OutputField name="rc{k}" rank="{k}" feature="reasonCode" dataType="string" optype="categorical"/>'
            for k in range(1, count)
        )
    output += "</Output>"
    model = (
        f'<Scorecard modelName="card" functionName="regression"{extra}>{schema(*fields, target="score", **(mining or {}))}'
        f"{output}<Characteristics>{''.join(characteristics)}</Characteristics></Scorecard>"
    )
    return pmml(model, [*fields, "score"], derived, **(data or {}))


AGE = [
    (-1, simple("age", "isMissing")),
    (-3, simple("age", "<=", 25)),
    (0, between("age", 25, 33.5)),
    (12, between("age", 33.5, 48)),
    (18, simple("age", ">", 48)),
]
INCOME = [
    (3, simple("income", "isMissing")),
    (26, simple("income", "<", 1000)),
    (5, simple("income", "<", 2500)),
    (9, TRUE),
]
JOB = [
    (-9, simple("job", "isMissing")),
    (19, simple("job", "=", "clerk")),
    (7, is_in("job", "farmer", "self employed")),
    (0, TRUE),
]
FRACTIONS = [
    (0.1, simple("age", "isMissing")),
    (-3.3, simple("age", "<", 30)),
    (12.7, simple("age", ">=", 30)),
]
LOGIC = [
    (4.5, compound("xor", simple("age", "<", 40), simple("age", ">=", 30), simple("age", "<", 25))),
    (2, compound("surrogate", simple("age", ">", 60), simple("age", "isMissing"))),
    (1, compound("or", simple("age", "<", 26), compound("and", simple("age", ">", 26), simple("age", "<=", 28)))),
    (-7, TRUE),
]
PAIR = [
    (11, compound("and", simple("age", "<", 30), simple("job", "=", "none"))),
    (6, compound("or", simple("age", "<", 30), simple("job", "=", "none"))),
    (5, compound("surrogate", simple("age", ">", 50), simple("job", "=", "clerk"))),
    (-2, TRUE),
]
CARD = dict(useReasonCodes="true", initialScore="100", baselineMethod="other")
WOE = (
    '<DerivedField name="woe" optype="continuous" dataType="double"><Discretize field="income" mapMissingTo="-0.35" defaultValue="0.8">'
    '<DiscretizeBin binValue="-0.625"><Interval closure="openOpen" rightMargin="800"/></DiscretizeBin>'
    '<DiscretizeBin binValue="0.25"><Interval closure="closedClosed" leftMargin="800" rightMargin="2000"/></DiscretizeBin>'
    "</Discretize></DerivedField>"
)

SCORECARDS = {
    "scorecard-below": scorecard(
        ["job", "age", "income"],
        [
            characteristic("job", JOB, 19, "RC1"),
            characteristic("age", AGE, 18, "RC2"),
            characteristic("income", INCOME, 10, "RC3"),
        ],
        reasonCodeAlgorithm="pointsBelow",
        **CARD,
    ),
    "scorecard-above": scorecard(
        ["age", "income"],
        [characteristic("age", FRACTIONS, 1.2, "A"), characteristic("income", INCOME, 6, "B")],
        reasonCodeAlgorithm="pointsAbove",
        **{**CARD, "initialScore": "-0.6"},
    ),
    "scorecard-logic": scorecard(["age"], [characteristic("age", LOGIC, 0, "L")], **CARD),
    "scorecard-pair": scorecard(
        ["age", "job", "income"],
        [characteristic("both", PAIR, 3, "P"), characteristic("income", INCOME, 5, "Q")],
        **CARD,
    ),
    "scorecard-no-missing": scorecard(
        ["age", "kids"],
        [
            characteristic("age", AGE[1:], 0, "N"),
            characteristic("kids", [(5, simple("kids", "<=", 1)), (-4, simple("kids", ">", 1))], 0, "K"),
        ],
        **CARD,
    ),
    "scorecard-shared-reason": scorecard(
        ["job", "age", "income"],
        [
            characteristic("job", JOB, 10, "R1"),
            characteristic("age", AGE, 10, "R2"),
            characteristic("income", INCOME, 10, "R1"),
        ],
        **CARD,
    ),
    "scorecard-attribute-reasons": scorecard(
        ["age", "income"],
        [
            characteristic("age", [(p, q, f"age{k}") for k, (p, q) in enumerate(AGE)], 12, None),
            characteristic("income", INCOME, 9, "inc"),
        ],
        **CARD,
    ),
    "scorecard-one-baseline": scorecard(
        ["age", "income"],
        [characteristic("age", AGE, None, "X"), characteristic("income", INCOME, None, "Y")],
        baselineScore="7.5",
        **CARD,
    ),
    "scorecard-no-reasons": scorecard(
        ["age", "income"],
        [characteristic("age", AGE), characteristic("income", INCOME)],
        useReasonCodes="false",
        initialScore="1",
    ),
    "scorecard-complex": scorecard(
        ["age", "income"],
        [
            characteristic("age", [("<Constant dataType=\"double\">4.25</Constant>", simple("age", "isMissing")), *AGE[1:]], 4, "X"),
            characteristic(
                "income",
                [
                    (
                        '<Apply function="+"><Apply function="*"><Constant dataType="double">20</Constant><FieldRef field="woe"/></Apply>'
                        '<Constant dataType="double">15</Constant></Apply>',
                        TRUE,
                    )
                ],
                15,
                "W",
            ),
        ],
        derived=WOE,
        **CARD,
    ),
}


# Trees


def node(score, predicate, *children, id=None, count=None, default=None, dist=None):
    extra = "" if score is None else f' score="{score}"'
    extra += "" if id is None else f' id="{id}"'
    extra += "" if count is None else f' recordCount="{count}"'
    extra += "" if default is None else f' defaultChild="{default}"'
    parts = ""
    if dist is not None:
        for name, n in zip(("no", "yes"), dist):
            total = sum(dist)
            parts += f'<ScoreDistribution value="{name}" recordCount="{n}" confidence="{n / total}" probability="{n / total}"/>'
    return f"<Node{extra}>{predicate}{parts}{''.join(children)}</Node>"


# Where nodes are mixed, PMML has a confidence of the winner.
MIXED = ("weightedConfidence", "aggregateNodes")


def tree_model(fields, root, classification=False, **attributes):
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    if classification:
        mixed = attributes.get("missingValueStrategy") in MIXED
        feature = 'feature="confidence"' if mixed else 'feature="probability" value="yes"'
        winner = '<OutputField name="winner" feature="predictedValue" dataType="string" optype="categorical"/>' if mixed else ""
        output = f'<Output><OutputField name="final" {feature} dataType="double" optype="continuous"/>{winner}</Output>'
        return (
            f'<TreeModel functionName="classification"{extra}>{schema(*fields, target="bad")}{output}{root}</TreeModel>'
        )
    output = '<Output><OutputField name="final" feature="predictedValue" dataType="double" optype="continuous"/></Output>'
    return f'<TreeModel functionName="regression"{extra}>{schema(*fields, target="score")}{output}{root}</TreeModel>'


def regression_tree(fields, root, **attributes):
    return pmml(tree_model(fields, root, **attributes), [*fields, "score"])


def probability_tree(fields, root, **attributes):
    return pmml(tree_model(fields, root, True, **attributes), [*fields, "bad"])


NUMBERS = ["age", "income", "job"]


def plain_root(more=()):
    return node(
        1,
        TRUE,
        node(
            2,
            simple("age", "<", 33.5),
            node(3, simple("income", "<=", 1000), id="11", count=20),
            node(4, simple("income", ">", 1000), id="12", count=15),
            id="1",
            count=35,
            default="12",
        ),
        node(
            5,
            simple("age", ">=", 33.5),
            node(6, is_in("job", "farmer", "none", *more), id="21", count=30),
            node(7, simple("job", "=", "clerk"), id="22", count=25),
            id="2",
            count=65,
            default="22",
        ),
        id="0",
        count=100,
        default="1",
    )


def counted_root():
    return node(
        "no",
        TRUE,
        node(
            "no",
            simple("job", "=", "clerk"),
            node("no", compound("surrogate", simple("age", ">=", 33.5), simple("income", "<", 1000)), id="3", count=40, dist=(36, 4)),
            node("yes", compound("surrogate", simple("age", "<", 33.5), simple("income", ">=", 1000)), id="4", count=10, dist=(4, 6)),
            id="2",
            count=50,
            default="3",
            dist=(40, 10),
        ),
        node(
            "yes",
            compound("or", simple("job", "=", "farmer"), simple("job", "=", "none"), simple("job", "=", "self employed")),
            node("yes", simple("income", "<", 2500), id="6", count=30, dist=(5, 25)),
            node("no", simple("income", ">=", 2500), id="7", count=20, dist=(15, 5)),
            id="5",
            count=50,
            default="6",
            dist=(20, 30),
        ),
        id="1",
        count=100,
        default="2",
        dist=(60, 40),
    )


WIDE = node(
    0.5,
    TRUE,
    node(1.25, simple("age", "<", 22)),
    node(
        2.5,
        between("age", 22, 33.5),
        *[node(10.5 + k, simple("job", "=", job)) for k, job in enumerate(("clerk", "farmer", "none"))],
    ),
    node(3.75, between("age", 33.5, 48), node(-1, simple("income", "=", 1000)), node(-2, simple("income", "!=", 1000))),
    node(4.5, simple("age", "isMissing")),
)
CROSSED = node(
    0,
    TRUE,
    node(1, compound("and", simple("age", "<", 33.5), simple("income", ">", 1000), simple("job", "!=", "none"))),
    node(2, compound("xor", simple("age", "<", 40), simple("income", "<", 1500))),
    node(3, compound("surrogate", simple("income", "<", 500), simple("age", "<", 50), is_in("job", "clerk"))),
    node(4, compound("or", simple("income", "isMissing"), is_in("job", "farmer", "clerk", operator="isNotIn"))),
    node(5, TRUE),
)

TREES = {
    "tree-none-null": regression_tree(NUMBERS, plain_root(["self employed"])),
    "tree-none-last": regression_tree(NUMBERS, plain_root(), noTrueChildStrategy="returnLastPrediction"),
    "tree-last-prediction": regression_tree(
        NUMBERS, plain_root(), missingValueStrategy="lastPrediction", noTrueChildStrategy="returnLastPrediction"
    ),
    "tree-null-prediction": regression_tree(
        NUMBERS, plain_root(), missingValueStrategy="nullPrediction", noTrueChildStrategy="returnLastPrediction"
    ),
    "tree-default-child": regression_tree(
        NUMBERS, plain_root(), missingValueStrategy="defaultChild", noTrueChildStrategy="returnLastPrediction"
    ),
    "tree-weighted-confidence": probability_tree(NUMBERS, counted_root(), missingValueStrategy="weightedConfidence"),
    "tree-aggregate-nodes": probability_tree(NUMBERS, counted_root(), missingValueStrategy="aggregateNodes"),
    "tree-probability-default": probability_tree(NUMBERS, counted_root(), missingValueStrategy="defaultChild"),
    "tree-probability-last": probability_tree(NUMBERS, counted_root(), missingValueStrategy="lastPrediction"),
    "tree-wide": regression_tree(NUMBERS, WIDE, noTrueChildStrategy="returnLastPrediction"),
    "tree-crossed": regression_tree(NUMBERS, CROSSED),
}


# Several models


def segments(method, *parts, weights=None, **attributes):
    weights = weights or [None] * len(parts)
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    inner = "".join(
        f'<Segment id="{k}"{"" if w is None else f" weight={chr(34)}{w}{chr(34)}"}>{TRUE}{part}</Segment>'
        for k, (part, w) in enumerate(zip(parts, weights))
    )
    return f'<Segmentation multipleModelMethod="{method}"{extra}>{inner}</Segmentation>'


def mining(fields, segmentation, classification=False, targets="", output=None):
    name = "classification" if classification else "regression"
    if output is None:
        feature = 'feature="probability" value="yes"' if classification else 'feature="predictedValue"'
        output = f'<Output><OutputField name="final" {feature} dataType="double" optype="continuous"/></Output>'
    target = "bad" if classification else "score"
    return (
        f'<MiningModel functionName="{name}">{schema(*fields, target=target)}{output}{targets}{segmentation}</MiningModel>'
    )


def bare(model):
    """A model without its outputs, to stand inside another."""
    start, end = model.index("<Output>"), model.index("</Output>") + len("</Output>")
    return model[:start] + model[end:]


LAST = {"noTrueChildStrategy": "returnLastPrediction"}
T1 = bare(tree_model(NUMBERS, plain_root(), **LAST))
T2 = bare(tree_model(NUMBERS, WIDE, **LAST))
T3 = bare(tree_model(NUMBERS, CROSSED))
P1 = bare(tree_model(NUMBERS, counted_root(), True, missingValueStrategy="defaultChild"))
P2 = bare(
    tree_model(
        ["age"],
        node("yes", TRUE, node("yes", simple("age", "<", 30), dist=(3, 7)), node("no", TRUE, dist=(9, 1)), dist=(5, 5)),
        True,
    )
)
P3 = bare(
    tree_model(
        ["income"],
        node("no", TRUE, node("no", simple("income", "isMissing"), dist=(8, 2)), node("yes", TRUE, dist=(2, 8)), dist=(5, 5)),
        True,
    )
)
RESCALE = '<Targets><Target field="score" rescaleFactor="0.125" rescaleConstant="-0.7"/></Targets>'
CHAIN = segments(
    "modelChain",
    mining(
        NUMBERS,
        segments("sum", T1, T2, T3),
        targets='<Targets><Target field="score" rescaleConstant="-9.5"/></Targets>',
        output=(
            '<Output><OutputField name="raw" feature="predictedValue" dataType="double" optype="continuous"/>'
            '<OutputField name="scaled" feature="transformedValue" dataType="double" optype="continuous"><Apply function="*">'
            '<FieldRef field="raw"/><Constant dataType="double">0.25</Constant></Apply></OutputField></Output>'
        ),
    ),
    '<RegressionModel functionName="classification" normalizationMethod="logit"><MiningSchema>'
    '<MiningField name="bad" usageType="target"/><MiningField name="scaled"/></MiningSchema>'
    '<RegressionTable intercept="0.5" targetCategory="yes"><NumericPredictor name="scaled" coefficient="1.5"/></RegressionTable>'
    '<RegressionTable intercept="0" targetCategory="no"/></RegressionModel>',
)

MINING = {
    "mining-sum": pmml(mining(NUMBERS, segments("sum", T1, T2, T3), targets=RESCALE), [*NUMBERS, "score"]),
    "mining-average": pmml(mining(NUMBERS, segments("average", T1, T2, T3)), [*NUMBERS, "score"]),
    "mining-weighted-average": pmml(
        mining(NUMBERS, segments("weightedAverage", T1, T2, T3, weights=[0.5, 2, 1])), [*NUMBERS, "score"]
    ),
    "mining-average-probability": pmml(mining(NUMBERS, segments("average", P1, P2, P3), True), [*NUMBERS, "bad"]),
    "mining-majority-vote": pmml(mining(NUMBERS, segments("majorityVote", P1, P2, P3), True), [*NUMBERS, "bad"]),
    "mining-weighted-vote": pmml(
        mining(NUMBERS, segments("weightedMajorityVote", P1, P2, P3, weights=[1, 2, 0.5]), True), [*NUMBERS, "bad"]
    ),
    "mining-select-first": pmml(mining(NUMBERS, segments("selectFirst", T2, T3)), [*NUMBERS, "score"]),
    "mining-chain": pmml(mining(NUMBERS, CHAIN, True), [*NUMBERS, "score", "bad"]),
}


# Regressions

JOB_WOE = (
    '<DerivedField name="job_woe" optype="continuous" dataType="double">'
    '<MapValues outputColumn="woe" dataType="double" mapMissingTo="0.05" defaultValue="-0.125"><FieldColumnPair field="job" column="job"/><InlineTable>'
    + "".join(f"<row><job>{j}</job><woe>{w}</woe></row>" for j, w in (("clerk", 0.75), ("farmer", -0.5), ("none", -1.0625)))
    + "</InlineTable></MapValues></DerivedField>"
)
IS_CLERK = (
    '<DerivedField name="is_clerk" optype="continuous" dataType="double"><NormDiscrete field="job" value="clerk" mapMissingTo="0.5"/></DerivedField>'
)


def regression(fields, tables, derived, classification, mining=None, **attributes):
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    name, target = ("classification", "bad") if classification else ("regression", "score")
    feature = 'feature="probability" value="yes"' if classification else 'feature="predictedValue"'
    model = (
        f'<RegressionModel functionName="{name}"{extra}>{schema(*fields, target=target, **(mining or {}))}'
        f'<Output><OutputField name="final" {feature} dataType="double" optype="continuous"/></Output>{tables}</RegressionModel>'
    )
    return pmml(model, [*fields, target], derived)


def numeric(name, coefficient, exponent=1):
    return f'<NumericPredictor name="{name}" exponent="{exponent}" coefficient="{coefficient}"/>'


def categorical(name, value, coefficient):
    return f'<CategoricalPredictor name="{name}" value="{value}" coefficient="{coefficient}"/>'


def table(intercept, *predictors, category=None):
    extra = "" if category is None else f' targetCategory="{category}"'
    return f'<RegressionTable intercept="{intercept}"{extra}>{"".join(predictors)}</RegressionTable>'


GRADES = [categorical("grade", 2, 0.3), categorical("grade", 3, -0.45), categorical("grade", 5, 1.1)]
REGRESSIONS = {
    "regression-logit": regression(
        ["job", "income", "grade"],
        table(-1.3, numeric("job_woe", 0.9), numeric("woe", -1.1), *GRADES, category="yes") + table(0, category="no"),
        JOB_WOE + WOE,
        True,
        normalizationMethod="logit",
    ),
    "regression-softmax": regression(
        ["job", "income"],
        table(0.25, numeric("woe", -0.5), category="no") + table(-1, numeric("job_woe", 2), numeric("woe", 0.5), category="yes"),
        JOB_WOE + WOE,
        True,
        normalizationMethod="softmax",
    ),
    "regression-plain": regression(
        ["job", "income", "grade"],
        table(
            12.5,
            numeric("is_clerk", 3),
            numeric("woe", 4, 2),
            *GRADES,
            '<PredictorTerm coefficient="2.5"><FieldRef field="woe"/><FieldRef field="job_woe"/></PredictorTerm>',
        ),
        JOB_WOE + WOE + IS_CLERK,
        False,
    ),
    "regression-missing": regression(["job", "income"], table(1, numeric("strict", 2), categorical("job", "clerk", 3)), WOE.replace(' mapMissingTo="-0.35"', "").replace('"woe"', '"strict"'), False),
}


# Treatments and derived fields


def steps(field, *values, base=0.0):
    """A tree of one input that has a leaf between each two values, and one for missing."""
    leaves = [node(base + 100, simple(field, "isMissing"))]
    leaves += [node(base + k, simple(field, "<", v)) for k, v in enumerate(values)]
    return node(base - 1, TRUE, *leaves, node(base + len(values), TRUE))


def treated(fields, roots, derived="", data=None, mining=None):
    parts = []
    for root in roots:
        parts.append(f'<TreeModel functionName="regression">{schema(*fields)}{root}</TreeModel>')
    output = '<Output><OutputField name="final" feature="predictedValue" dataType="double" optype="continuous"/></Output>'
    model = (
        f'<MiningModel functionName="regression">{schema(*fields, target="score", **(mining or {}))}{output}'
        f"{segments('sum', *parts)}</MiningModel>"
    )
    return pmml(model, [*fields, "score"], derived, **(data or {}))


def derived_field(name, expression, kind="double"):
    return f'<DerivedField name="{name}" optype="continuous" dataType="{kind}">{expression}</DerivedField>'


def constant(value, kind="double"):
    return f'<Constant dataType="{kind}">{value}</Constant>'


def ref(name):
    return f'<FieldRef field="{name}"/>'


def apply(function, *arguments, **attributes):
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<Apply function="{function}"{extra}>{"".join(arguments)}</Apply>'


def norm(field, *points, **attributes):
    extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<NormContinuous field="{field}"{extra}>' + "".join(f'<LinearNorm orig="{o}" norm="{n}"/>' for o, n in points) + "</NormContinuous>"


POINTS = [(0, 0.1), (1000, 0.35), (2500, 0.2), (4000, 1.9)]
INTERVAL = '<Interval closure="openClosed" leftMargin="18" rightMargin="90"/>'
AGE_INTERVAL = FIELDS["age"].replace("/>", f">{INTERVAL}</DataField>")
INCOME_SENTINEL = FIELDS["income"].replace("/>", '><Value value="-999" property="missing"/></DataField>')
TREATED = {
    "treat-replacement": treated(
        ["age", "job", "income"],
        [steps("age", 25, 33.5, 48), node(0, TRUE, node(50, simple("job", "=", "farmer")), node(60, TRUE)), steps("income", 1000, 2500)],
        mining={"age": 'missingValueReplacement="30"', "job": 'missingValueReplacement="farmer"'},
    ),
    "treat-invalid": treated(
        ["age", "job"],
        [steps("age", 19, 33.5, 89), node(0, TRUE, node(50, simple("job", "isMissing")), node(60, simple("job", "!=", "clerk")), node(70, TRUE))],
        data={"age": AGE_INTERVAL},
        mining={"age": 'invalidValueTreatment="asMissing"', "job": 'invalidValueTreatment="asIs"'},
    ),
    "treat-return-invalid": treated(["age"], [steps("age", 25, 33.5)], data={"age": AGE_INTERVAL}),
    "treat-extremes": treated(
        ["age", "income"],
        [steps("age", 21, 25, 33.5, 60), steps("income", 500, 1000, 2500)],
        mining={
            "age": 'outliers="asExtremeValues" lowValue="21" highValue="60"',
            "income": 'outliers="asMissingValues" lowValue="500" highValue="2500"',
        },
    ),
    "treat-sentinel": treated(["income"], [steps("income", 0, 1000, 2500)], data={"income": INCOME_SENTINEL}),
    "treat-float": treated(["ratio"], [steps("ratio", 0.1, 0.3, 0.7), node(0, TRUE, node(7, simple("ratio", "<=", 0.3)), node(9, simple("ratio", ">", 0.3)))], mining={"ratio": 'missingValueReplacement="0.3"'}),
    "treat-integer": treated(
        ["kids", "grade"],
        [
            node(0, TRUE, node(1, simple("kids", "<=", 1)), node(2, simple("kids", "<", 3)), node(3, simple("kids", "=", 3)), node(4, TRUE)),
            node(0, TRUE, node(10, simple("grade", ">", 3)), node(20, is_in("grade", "1", "2")), node(30, TRUE)),
        ],
    ),
    "derived-lines": treated(
        ["income", "age"],
        [steps("line", 0.2, 0.3, 0.35, 1), steps("capped", 0.2, 0.3, 0.35, 1), steps("inside", 0.2, 0.3)],
        derived_field("line", norm("income", *POINTS))
        + derived_field("capped", norm("income", *POINTS, outliers="asExtremeValues", mapMissingTo="0.25"))
        + derived_field("inside", norm("income", *POINTS, outliers="asMissingValues")),
    ),
    "derived-arithmetic": treated(
        ["income", "age"],
        [steps("scaled", -0.4, 0.1, 1), steps("logged", 6, 7.2), steps("root", 5, 6), steps("inverse", 0.02, 0.03, 0.05)],
        derived_field("scaled", apply("/", apply("-", ref("income"), constant(1337.7)), constant(912.3)))
        + derived_field("logged", apply("ln", apply("+", apply("abs", ref("income")), constant(1))))
        + derived_field("root", apply("sqrt", apply("max", ref("age"), constant(1))))
        + derived_field("inverse", apply("/", constant(1), apply("max", ref("age"), constant(1)))),
    ),
    "derived-choice": treated(
        ["income", "age"],
        [steps("kinked", 900, 1400, 5000), steps("flag", 1), steps("exp", 2, 10)],
        derived_field(
            "kinked",
            apply("if", apply("lessThan", ref("income"), constant(1000)), apply("*", ref("income"), constant(1.5)), apply("-", constant(3000), ref("income"))),
        )
        + derived_field("flag", apply("if", apply("isMissing", ref("age")), constant(0), apply("if", apply("and", apply("greaterThan", ref("age"), constant(30)), apply("lessOrEqual", ref("age"), constant(48))), constant(1), constant(2))))
        + derived_field("exp", apply("exp", apply("/", ref("age"), constant(-20)), mapMissingTo="4").replace("-20", "20")),
    ),
    "derived-bins": treated(
        ["income", "job"],
        [node(0, TRUE, node(1, simple("band", "=", "low")), node(2, is_in("band", "mid", "high")), node(3, TRUE)), node(0, TRUE, node(5, simple("kind", "=", "paid")), node(6, simple("kind", "isMissing")), node(7, TRUE))],
        '<DerivedField name="band" optype="categorical" dataType="string"><Discretize field="income" mapMissingTo="none"><DiscretizeBin binValue="low"><Interval closure="openOpen" rightMargin="1000"/></DiscretizeBin><DiscretizeBin binValue="mid"><Interval closure="closedClosed" leftMargin="1000" rightMargin="2000"/></DiscretizeBin><DiscretizeBin binValue="high"><Interval closure="openOpen" leftMargin="2000"/></DiscretizeBin></Discretize></DerivedField>'
        '<DerivedField name="kind" optype="categorical" dataType="string"><MapValues outputColumn="out" dataType="string"><FieldColumnPair field="job" column="in"/><InlineTable><row><in>clerk</in><out>paid</out></row><row><in>self employed</in><out>paid</out></row><row><in>none</in><out>unpaid</out></row></InlineTable></MapValues></DerivedField>',
    ),
}

CASES = {**SCORECARDS, **TREES, **MINING, **REGRESSIONS, **TREATED}
