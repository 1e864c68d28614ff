"""Names of a street that does not exist: places by what grows there, people by drawing lots."""

from __future__ import annotations

from itertools import product

STREET = "荔园街道"
COMMUNITIES = ("荔香", "榕荫", "迳口", "圳美", "紫荆", "木棉")
ORDINALS = "一二三四五六七八"
ROOTS = (
    "荔枝", "榕树", "木棉", "紫荆", "凤凰", "金桂", "白兰", "石榴", "芒果", "龙眼", "青竹", "茉莉", "芙蓉",
    "杨桃", "黄皮", "枇杷", "丁香", "玉兰", "海棠", "红棉", "翠柏", "银杏", "香樟", "蓝楹", "木瓜",
)  # fmt: skip
WAYS = ("路", "里", "巷", "坊", "新村", "围")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛范彭郎"
GIVEN = (
    "明", "芳", "强", "丽", "刚", "红", "东", "英", "涛", "梅", "柳", "峰", "岭", "川", "江", "海", "正", "安",
    "志远", "晓燕", "国栋", "雅琴", "建业", "秋月", "文博", "思敏", "立新", "慧珍", "永康", "佩兰", "子谦", "若兰",
)  # fmt: skip
RESIDENTS = tuple(f"{name}{title}" for name, title in product("林黄罗梁宋郭邓曾萧田", ("女士", "先生", "阿姨")))

CATEGORIES = (  # code, name, routine, evidence, keywords
    ("clutter", "楼道堆物", True, "text", "楼道 堆 杂物 废品"),
    ("hygiene", "环境卫生", True, "photo", "垃圾 清运 卫生 公厕"),
    ("lighting", "路灯照明", True, "photo", "路灯 照明 灯"),
    ("pests", "虫害鼠患", True, "text", "老鼠 蚊 红火蚁"),
    ("parking", "停车秩序", True, "text", "停车 违停 车位 单车"),
    ("green", "绿化养护", True, "photo", "树 草坪 绿化"),
    ("elder", "养老助残", True, "text", "老人 助餐 津贴 坡道"),
    ("pets", "犬只管理", True, "text", "狗 犬"),
    ("noise", "噪声油烟", False, "text", "噪声 吵 油烟 施工"),
    ("elevator", "电梯", False, "photo", "电梯"),
    ("fire", "消防隐患", False, "photo", "消防 充电 电线 油漆"),
    ("drainage", "排水管网", False, "photo", "下水道 淹水 化粪池"),
    ("facade", "房屋外墙与渗漏", False, "photo", "外墙 漏水 瓷砖"),
    ("property", "物业服务", False, "text", "物业 收费 业主"),
    ("water_power", "水电燃气", False, "photo", "水压 燃气 停电"),
    ("labour", "劳资纠纷", False, "text", "工资 欠薪"),
)


def roads() -> list[str]:
    """150 names, one for each grid; neighbours differ, and none stands inside another."""
    return [root + way for way in WAYS for root in ROOTS]
